namespace Backtest.Files.Tables;

/// <summary>
/// The table of a file as the text that the reader of series reads: CSV in UTF-8 with commas, ISO dates and invariant numbers, or text as
/// it was sent.
/// </summary>
/// <param name="Text">The text. Line n holds row n of a sheet.</param>
/// <param name="Origin">Source of the text.</param>
/// <param name="Notes">What was left out or read in a way that the user should know of.</param>
public sealed record ExtractedText(ReadOnlyMemory<byte> Text, TextOrigin Origin, IReadOnlyList<string> Notes)
{
    /// <summary>Text that was text already.</summary>
    internal static ExtractedText Of(ReadOnlyMemory<byte> text) => new(text, TextOrigin.Text, []);
}
