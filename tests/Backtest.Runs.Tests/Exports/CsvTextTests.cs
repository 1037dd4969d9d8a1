using Backtest.Runs.Exports;

namespace Backtest.Runs.Tests.Exports;

public sealed class CsvTextTests
{
    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("\r=1", "\"'\r=1\"")]
    [InlineData("=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"")]
    [InlineData("ARIMA(0,1,1)", "\"ARIMA(0,1,1)\"")]
    [InlineData("a-b", "a-b")]
    [InlineData("", "")]
    public void A_text_is_never_a_formula(string text, string cell) => Assert.Equal($"{cell}\n", CsvText.Line([text], DecimalMark.Point));

    [Fact]
    public void Numbers_stay_numbers() => Assert.Equal("-1.5,-3,1E-07\n", CsvText.Line([-1.5, -3, 1e-7], DecimalMark.Point));

    [Fact]
    public void With_decimal_commas_semicolons_part_the_cells() =>
        Assert.Equal("-1,5;\"a;b\"\n", CsvText.Line([-1.5, "a;b"], DecimalMark.Comma));
}
