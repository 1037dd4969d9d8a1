namespace Backtest.Core.Series.Cells;

/// <summary>Text of an upload for error messages: short, and without control characters.</summary>
internal static class CellText
{
    private const int MaxLength = 40;

    public static string Shown(string text)
    {
        if (text.Length > MaxLength)
        {
            text = text[..(char.IsHighSurrogate(text[MaxLength - 1]) ? MaxLength - 1 : MaxLength)] + "...";
        }

        return string.Create(text.Length, text, static (shown, text) =>
        {
            for (var k = 0; k < shown.Length; k++)
            {
                shown[k] = char.IsControl(text[k]) ? '\uFFFD' : text[k];
            }
        });
    }
}
