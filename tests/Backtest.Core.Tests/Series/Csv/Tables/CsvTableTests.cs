using System.Text;
using Backtest.Core.Series;
using Backtest.Core.Series.Cells;
using Backtest.Core.Series.Csv.Formats;
using Backtest.Core.Series.Csv.Tables;

namespace Backtest.Core.Tests.Series.Csv.Tables;

public sealed class CsvTableTests
{
    [Theory]
    [InlineData("a,b\n 1 ,\" 2 \"\n", "1| 2 ")]
    [InlineData("a,b\n\"say \"\"yes\"\"\",\"\"\"\"\n", "say \"yes\"|\"")]
    [InlineData("a,b\n \"x\"\"y\"\t,\"\"\n", "x\"y|")]
    [InlineData("a;b\n\"1;2\";\"two\nlines\"\n", "1;2|two\nlines")]
    [InlineData("a,b\n消费,\"时\"\"间\"\n", "消费|时\"间")]
    public void Cells_are_what_a_writer_quoted(string text, string cells)
    {
        var table = Parse(text, TestContext.Current.CancellationToken);

        Assert.Equal(cells, string.Join('|', Enumerable.Range(0, table.Columns).Select(column => table.Cell(0, column))));
    }

    [Fact]
    public void Every_cell_of_many_is_where_it_was()
    {
        // More cells than a block of positions holds.
        var table = Parse(
            "a,b\n" + string.Concat(Enumerable.Range(0, 50_000).Select(row => $"{row},\"{row}\"\"\"\n")),
            TestContext.Current.CancellationToken);

        Assert.Equal(50_000, table.Rows);
        for (var row = 0; row < table.Rows; row++)
        {
            Assert.Equal((row + 2, $"{row}", $"{row}\""), (table.Line(row), table.Cell(row, 0), table.Cell(row, 1)));
        }
    }

    [Fact]
    public void No_column_is_read_on_once_the_reading_is_cancelled()
    {
        using var stop = new CancellationTokenSource();
        var table = Parse("unique_id,ds,y\na,2020-01-01,1\na,2020-01-02,2\n", stop.Token);
        stop.Cancel();

        Assert.Throws<OperationCanceledException>(() => NumberColumns.Read(table, [2], new ColumnChoice(), out _));
        Assert.Throws<OperationCanceledException>(() => TimeColumn.Parse(table, 1, null));
    }

    private static CsvTable Parse(string text, CancellationToken cancellationToken)
    {
        var (utf8, missing) = (Encoding.UTF8.GetBytes(text), new MissingMarks([]));
        var separator = SeparatorFinder.Find(utf8, missing);
        var rows = CsvRows.Parse(utf8, separator, 1, new CsvLimits(), cancellationToken);
        return TableFinder.Find(rows, new ColumnChoice(), missing, new CsvLimits(), separator, cancellationToken);
    }
}
