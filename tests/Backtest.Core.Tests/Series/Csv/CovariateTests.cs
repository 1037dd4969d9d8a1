using System.Text;
using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Core.Series.Csv;

namespace Backtest.Core.Tests.Series.Csv;

public sealed class CovariateTests
{
    private const string Sales = """
        ds,sales,rain,price
        2024-01-01,10,1.5,3
        2024-01-02,,2.5,3
        2024-01-04,12,,4
        2024-01-05,,,5
        2024-01-06,,,6
        """;

    private static readonly ColumnChoice Both = new() { PastCovariates = ["rain"], FutureCovariates = ["price"] };

    [Fact]
    public void Covariates_go_with_the_series_and_those_known_ahead_past_its_end()
    {
        var series = Assert.Single(Read(Sales, Both));

        // The third of January is not in the file; the rows after the last sale are the future.
        Assert.Equal([10, double.NaN, double.NaN, 12], series.Values);
        Assert.Equal(new DateTime(2024, 1, 4), series.Timestamps![^1]);
        Assert.Equal([1.5, 2.5, double.NaN, double.NaN], series.Covariates![0].Values);
        Assert.Equal([3, 3, double.NaN, 4, 5, 6], series.Covariates[1].Values);
        Assert.Equal([("rain", false), ("price", true)], series.Covariates.Select(covariate => (covariate.Name, covariate.IsKnownAhead)));
        Assert.Contains(series.Notes!, note => note.Contains("2 rows after the last value", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_a_covariate_known_ahead_missing_values_at_the_end_stay()
    {
        var series = Assert.Single(Read(Sales, new ColumnChoice { Target = "sales", PastCovariates = ["rain", "price"] }));

        Assert.Equal(6, series.Length);
        Assert.All(series.Covariates!, covariate => Assert.Equal(6, covariate.Values.Length));
    }

    [Fact]
    public void What_is_known_ahead_ends_with_the_last_value_and_keeps_its_holes()
    {
        var series = Assert.Single(Read("y,price\n1,1\n2,2\n,3\n,\n,5\n,\n", new ColumnChoice { FutureCovariates = ["price"] }));

        Assert.Equal([1, 2], series.Values);
        Assert.Equal([1, 2, 3, double.NaN, 5], Assert.Single(series.Covariates!).Values);
        Assert.DoesNotContain(series.Notes!, note => note.Contains("missing", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(
        "y,temp\n1,\n2,5\n3,\n4,\n", false, "The covariate 'temp' has 3 missing values; models interpolate them.")]
    [InlineData("y,temp\n1,4\n2,\n3,6\n", false, "The covariate 'temp' has 1 missing value; models interpolate it.")]
    [InlineData(
        "y,temp\n1,4\n2,\n3,6\n,\n,\n,8\n",
        true,
        "The covariate 'temp' has 1 missing value; models interpolate it.")]
    [InlineData(
        "d,y,temp\n2024-01-01,1,4\n2024-01-02,2,5\n2024-01-03,3,6\n2024-01-04,3,\n2024-01-06,3,8\n2024-01-07,3,8\n2024-01-08,3,8\n",
        true,
        "The covariate 'temp' has 2 missing values; models interpolate them.")]
    [InlineData(
        "unique_id,ds,y,temp\na,2024-01-01,1,5\na,2024-01-02,1,\na,2024-01-03,1,5\na,2024-01-04,,\na,2024-01-05,,5\n",
        true,
        "The covariate 'temp' has 1 missing value; models interpolate it.")]
    public void Missing_values_of_a_covariate_are_noted_for_the_times_of_the_series(string text, bool isKnownAhead, string expected)
    {
        var series = Assert.Single(Read(text, isKnownAhead
            ? new ColumnChoice { Target = "y", FutureCovariates = ["temp"] }
            : new ColumnChoice { Target = "y", PastCovariates = ["temp"] }));

        Assert.Equal(expected, Assert.Single(series.Notes!, note => note.Contains("'temp'", StringComparison.Ordinal)));
    }

    [Fact]
    public void Only_the_series_of_a_long_file_whose_covariate_has_gaps_says_so()
    {
        var series = Read(
            "unique_id,ds,y,temp\na,2024-01-01,1,5\nb,2024-01-01,7,8\na,2024-01-02,2,6\nb,2024-01-02,8,\n",
            new ColumnChoice { PastCovariates = ["temp"] });

        Assert.Equal(
            [false, true],
            series.Select(one => (one.Notes ?? []).Any(note => note.Contains("has 1 missing value", StringComparison.Ordinal))));
    }

    [Fact]
    public void Rows_that_are_newest_first_are_turned_with_their_covariates()
    {
        var series =
            Assert.Single(Read("ds,y,x\n2024-01-03,3,30\n2024-01-02,2,20\n2024-01-01,1,10\n", new ColumnChoice { PastCovariates = ["x"] }));

        Assert.Equal([1, 2, 3], series.Values);
        Assert.Equal([10, 20, 30], Assert.Single(series.Covariates!).Values);
    }

    [Fact]
    public void Each_series_of_a_long_file_has_its_own_covariates()
    {
        var series = Read(
            "unique_id,ds,y,price\na,2024-01-01,1,5\nb,2024-01-01,7,8\na,2024-01-02,2,6\nb,2024-01-02,,9\n",
            new ColumnChoice { FutureCovariates = ["price"] });

        Assert.Equal([[1, 2], [7]], series.Select(one => one.Values));
        Assert.Equal([[5, 6], [8, 9]], series.Select(one => Assert.Single(one.Covariates!).Values));
    }

    [Theory]
    [InlineData("snow", "There is no covariate named 'snow'")]
    [InlineData("ds", "'2024-01-01' is not a number")]
    public void A_covariate_that_is_no_column_of_numbers_is_refused(string name, string what) =>
        Assert.Contains(
            what, Assert.Throws<InputException>(() => Read(Sales, new ColumnChoice { Target = "sales", PastCovariates = [name] })).Message);

    private static IReadOnlyList<TimeSeries> Read(string text, ColumnChoice columns) =>
        SeriesReader.Read(Encoding.UTF8.GetBytes(text), "x", columns, new CsvLimits(), TestContext.Current.CancellationToken);
}
