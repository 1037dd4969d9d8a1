using System.Text;
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

    // Programs read a column by the form of its first cell.
    [Theory]
    [InlineData(24, 0, "2024-01-01 2024-01-02 2024-01-03")]
    [InlineData(12, 0, "2024-01-01T00:00:00 2024-01-01T12:00:00 2024-01-02T00:00:00")]
    [InlineData(12, 2, "2024-01-01T00:00:00+02:00 2024-01-01T12:00:00+02:00 2024-01-02T00:00:00+02:00")]
    [InlineData(0.0001, 0, "2024-01-01T00:00:00 2024-01-01T00:00:00.36 2024-01-01T00:00:00.72")]
    public async Task The_times_of_a_table_have_one_form(double hours, int offset, string expected)
    {
        var first = new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.FromHours(offset));
        var times = Enumerable.Range(0, 3).Select(k => (IReadOnlyList<object?>)[first.AddHours(k * hours)]);
        using var stream = new MemoryStream();

        await TableFormat.Csv.WriteAsync(
            stream, RunTable.Of(["ds"], times.ToAsyncEnumerable()), DecimalMark.Point, TestContext.Current.CancellationToken);

        Assert.Equal($"ds {expected}", Encoding.UTF8.GetString(stream.ToArray()).TrimEnd('\n').Replace('\n', ' '));
    }

    [Fact]
    public async Task A_long_table_has_all_of_its_rows_in_order()
    {
        var rows = Enumerable.Range(0, 2_345).Select(k => (IReadOnlyList<object?>)[k]);
        using var stream = new MemoryStream();

        await TableFormat.Csv.WriteAsync(
            stream, RunTable.Of(["rank"], rows.ToAsyncEnumerable()), DecimalMark.Point, TestContext.Current.CancellationToken);

        Assert.Equal(
            "rank\n" + string.Concat(Enumerable.Range(0, 2_345).Select(k => $"{k}\n")), Encoding.UTF8.GetString(stream.ToArray()));
    }
}
