using Backtest.Bench.Accuracy;
using Backtest.Core.Models;

namespace Backtest.Bench.Tests.Accuracy;

public sealed class ForecastScoreTests
{
    // Changes over a season of 2: 2, 1, 2, 1; mean 1.5.
    private static readonly ForecastCase Case = new("one", 2, [10, 20, 12, 21, 14, 22], [16, 20]);

    [Fact]
    public void The_measures_follow_their_definitions()
    {
        // The first value is 1 above the wide interval, the second within both.
        var forecast = new Forecast([14, 20], [new(0.8, [13, 19], [14.5, 21]), new(0.95, [12, 18], [15, 23])]);

        var score = ForecastScore.Of(Case, forecast);

        Assert.Equal(1.5, Case.Scale, 1e-14);
        Assert.Equal(200 * 2 / 30.0 / 2, score.Smape, 1e-12);
        Assert.Equal(2 / 2.0 / 1.5, score.Mase, 1e-14);
        Assert.Equal(0.5, score.Intervals!.Coverage80);
        Assert.Equal(0.5, score.Intervals.Coverage95);
        Assert.Equal(((15 - 12) + (2 / 0.05 * 1) + (23 - 18)) / 2 / 1.5, score.Intervals.Msis95, 1e-10);
    }

    [Fact]
    public void A_right_forecast_of_zero_has_no_error() =>
        Assert.Equal(new ForecastScore(0, 0, null), ForecastScore.Of(Case with { Test = [0, 0] }, new Forecast([0, 0], [])));

    // Means of sMAPE and MASE that R 4.2.2 with forecast 8.20 computed of its own forecasts; see Reference/README.md of
    // Backtest.Core.Tests.
    [Theory]
    [InlineData("R ets", 12.6240324, 1.74718649)]
    [InlineData("R thetaf", 12.59026164, 1.79776989)]
    public void What_is_known_of_R_scores_as_in_R(string method, double smape, double mase)
    {
        var scores = M3Sample.Read().Select(one => ForecastScore.Of(one, one.Known[method])).ToList();

        Assert.Equal(smape, scores.Average(score => score.Smape), 1e-4);
        Assert.Equal(mase, scores.Average(score => score.Mase), 1e-5);
    }

    [Theory]
    [InlineData(new[] { 1.0, 2, double.NaN, 4 }, 1)]
    [InlineData(new[] { 1.0, 2, 3, 4 }, 4)]
    [InlineData(new[] { 1.0, 2, 1, 2, 1, 2 }, 2)]
    public void What_cannot_be_scored_has_a_flaw(double[] train, int seasonLength) =>
        Assert.NotNull(new ForecastCase("one", seasonLength, train, [1, 2]).Flaw);

    [Fact]
    public void What_can_be_scored_has_none() => Assert.Null(Case.Flaw);
}
