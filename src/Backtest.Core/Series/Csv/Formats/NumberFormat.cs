namespace Backtest.Core.Series.Csv.Formats;

/// <summary>The notation of the numbers of columns.</summary>
/// <param name="DecimalComma">Whether the comma is the decimal mark.</param>
/// <param name="Notes">Guesses that were made.</param>
internal sealed record NumberFormat(bool DecimalComma, IReadOnlyList<string> Notes)
{
    /// <summary>The decimal mark, in terms of the grid's <c>columns</c>.</summary>
    public string Text => DecimalComma ? "," : ".";
}
