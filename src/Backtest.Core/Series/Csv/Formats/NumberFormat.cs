namespace Backtest.Core.Series.Csv.Formats;

/// <summary>How the numbers of columns are written.</summary>
/// <param name="DecimalComma">Whether the comma is the decimal mark.</param>
/// <param name="Notes">What was guessed.</param>
internal sealed record NumberFormat(bool DecimalComma, IReadOnlyList<string> Notes)
{
    /// <summary>The decimal mark and the group mark, as the grid's <c>columns</c> says them.</summary>
    public string Text => DecimalComma ? "," : ".";
}
