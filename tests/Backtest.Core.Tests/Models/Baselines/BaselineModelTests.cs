using Backtest.Core.Models;
using Backtest.Core.Models.Baselines;

namespace Backtest.Core.Tests.Models.Baselines;

/// <summary>Definitions of Hyndman and Athanasopoulos, FPP3, section 5.2.</summary>
public sealed class BaselineModelTests
{
    private const double None = double.NaN;

    [Theory]
    [InlineData(BaselineMethod.Naive, new double[] { 6, 6, 6, 6, 6 })]
    [InlineData(BaselineMethod.SeasonalNaive, new double[] { 3, 8, 6, 3, 8 })]
    [InlineData(BaselineMethod.Drift, new double[] { 7, 8, 9, 10, 11 })]
    [InlineData(BaselineMethod.Mean, new double[] { 4, 4, 4, 4, 4 })]
    public void Each_forecast_is_that_of_its_definition(BaselineMethod method, double[] expected) =>
        Assert.Equal(expected, Forecast(method, [1, 4, 2, 3, 8, 6]));

    [Theory]
    [InlineData(BaselineMethod.Naive, new double[] { 8, 8, 8, 8, 8 })]
    [InlineData(BaselineMethod.SeasonalNaive, new double[] { 3, 8, 2, 3, 8 })]
    [InlineData(BaselineMethod.Drift, new double[] { 32 / 3.0, 12, 40 / 3.0, 44 / 3.0, 16 })]
    [InlineData(BaselineMethod.Mean, new double[] { 4.25, 4.25, 4.25, 4.25, 4.25 })]
    public void Missing_values_are_passed_over(BaselineMethod method, double[] expected) =>
        Assert.Equal(expected, Forecast(method, [None, 4, 2, 3, 8, None]), (a, b) => Math.Abs(a - b) < 1e-12);

    [Fact]
    public void A_history_without_a_value_cannot_be_forecast() =>
        Assert.Throws<FitException>(() => Forecast(BaselineMethod.Mean, [None, None]));

    private static double[] Forecast(BaselineMethod method, double[] history) =>
        new BaselineModel(new BaselineSpec(method, 3)).Forecast(history, 5, []).Point;
}
