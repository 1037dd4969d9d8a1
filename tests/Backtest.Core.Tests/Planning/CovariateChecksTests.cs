using System.Globalization;
using System.Text;
using Backtest.Core.Planning;
using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Core.Series.Csv;

namespace Backtest.Core.Tests.Planning;

public sealed class CovariateChecksTests
{
    private const string Regression =
        """{ "target": "y", "futureCovariates": ["x"], "seasonLength": 1, "horizon": 7, "windows": 3, "step": 7, "arima": { "p": 1 } }""";

    // With 7 steps held out and three windows 7 apart, the first one trains on 62 of 90 rows.
    [Theory]
    [InlineData(63, true, "The covariate 'x' has no value before row 63 (2020-03-03), but the first window trains on rows 1 to 62.")]
    [InlineData(63, false, "The covariate 'x' has no value before row 63, but the first window trains on rows 1 to 62.")]
    [InlineData(80, true, "The covariate 'x' has no value before row 80 (2020-03-20), but the first window trains on rows 1 to 62.")]
    [InlineData(62, true, null)]
    [InlineData(1, true, null)]
    public void A_covariate_that_begins_after_the_first_training_part_is_refused(int first, bool withDates, string? what) =>
        AssertRefused(what, File(withDates, (t, _) => t + 1 >= first), Regression);

    [Theory]
    [InlineData(
        """{ "target": "y", "pastCovariates": ["x"], "seasonLength": 1, "horizon": 1, "testLength": 10, "windows": 3, "lstm": { "lookBack": 3, "epochs": 1, "units": 2 } }""",
        true)]
    [InlineData(
        """{ "target": "y", "pastCovariates": ["x"], "seasonLength": 1, "horizon": 1, "testLength": 10, "windows": 3, "lstm": { "lookBack": 3, "epochs": 1, "units": 2, "covariates": [[]] } }""",
        false)]
    [InlineData(
        """{ "target": "y", "futureCovariates": ["x"], "seasonLength": 1, "horizon": 1, "windows": 3, "arima": { "p": 1, "covariates": [[]] } }""",
        false)]
    [InlineData("""{ "target": "y", "futureCovariates": ["x"], "seasonLength": 1, "horizon": 1, "windows": 3, "ets": {} }""", false)]
    public void Only_what_a_trial_uses_need_be_there(string grid, bool isRefused) =>
        AssertRefused(isRefused ? "The covariate 'x' has no value before row 90" : null, File(true, (t, _) => t + 1 >= 90), grid);

    [Theory]
    [InlineData(20, "The covariate 'x' has no value after row 20 (2020-01-20), but the first window trains on rows 23 to 62.")]
    [InlineData(25, "The covariate 'x' has no value after row 25 (2020-01-25), but window 2 trains on rows 30 to 69.")]
    [InlineData(60, null)]
    public void Windows_of_their_own_length_need_values_of_their_own(int last, string? what) => AssertRefused(
        what,
        File(true, (t, _) => t + 1 <= last || t >= 90),
        Regression.Replace("\"windows\": 3", "\"trainingLength\": 40, \"windows\": 3", StringComparison.Ordinal));

    [Theory]
    [InlineData(3, true, "The covariate 'x' has no value at step 3 after the last value (2020-04-02), but the forecasts need 7 steps.")]
    [InlineData(3, false, "The covariate 'x' has no value at step 3 after the last value, but the forecasts need 7 steps.")]
    [InlineData(1, true, "The covariate 'x' has no value at step 1 after the last value (2020-03-31), but the forecasts need 7 steps.")]
    [InlineData(7, true, "The covariate 'x' has no value at step 7 after the last value (2020-04-06), but the forecasts need 7 steps.")]
    [InlineData(8, true, null)]
    public void A_hole_among_the_steps_ahead_is_named(int hole, bool withDates, string? what) =>
        AssertRefused(what, File(withDates, (_, ahead) => ahead != hole), Regression);

    [Fact]
    public void Values_that_end_too_early_are_counted() =>
        AssertRefused(
            "The covariate 'x' is known for 4 steps after the last value, but the forecasts need 7.",
            File(true, (_, ahead) => ahead <= 4),
            Regression);

    private static void AssertRefused(string? what, string file, string grid)
    {
        var read = GridReader.Read(Encoding.UTF8.GetBytes(grid));
        var series = Assert.Single(
            SeriesReader.Read(Encoding.UTF8.GetBytes(file), "x", read.Columns, new CsvLimits(), TestContext.Current.CancellationToken));
        if (what is null)
        {
            Assert.NotEmpty(Planner.Plan(series, read).Trials);
        }
        else
        {
            Assert.Contains(what, Assert.Throws<InputException>(() => Planner.Plan(series, read)).Message);
        }
    }

    // 90 values, and 9 rows after them; the covariate has values only in the given rows.
    private static string File(bool withDates, Func<int, int, bool> isKnown)
    {
        var text = new StringBuilder(withDates ? "d,y,x\n" : "y,x\n");
        for (var t = 0; t < 99; t++)
        {
            var date = new DateTime(2020, 1, 1).AddDays(t).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            text.Append(withDates ? $"{date}," : "")
                .Append(t < 90 ? (t * 7 % 11).ToString(CultureInfo.InvariantCulture) : "")
                .Append(',')
                .AppendLine(isKnown(t, t - 89) ? (t * 5 % 13).ToString(CultureInfo.InvariantCulture) : "");
        }

        return text.ToString();
    }
}
