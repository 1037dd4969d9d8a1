using Backtest.Core.Models;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Transforms;

namespace Backtest.Core.Tests.Models.Lstm;

public sealed class RecursiveForecastTests
{
    [Fact]
    public void Each_forecast_is_an_input_of_the_next()
    {
        // Fibonacci's numbers.
        var forecast = RecursiveForecast.Run(None, 2, window => window[0] + window[1], [9, 9, 1, 1], 8);

        Assert.Equal([2, 3, 5, 8, 13, 21, 34, 55], forecast.Point);
        Assert.Empty(forecast.Intervals);
    }

    [Fact]
    public void The_network_sees_transformed_values_and_its_answers_are_turned_back()
    {
        // Of 100, 103, 107, 112 the differences 3, 4, 5 grow by one; a network that says so continues the parabola.
        var transforms = TransformPipeline.Fit([TransformKind.Difference], 1, [100, 103, 107, 112]);

        var forecast = RecursiveForecast.Run(transforms, 2, window => window[1] + (window[1] - window[0]), [100, 103, 107, 112], 3);

        Assert.Equal([118, 125, 133], forecast.Point);
    }

    [Fact]
    public void Gaps_of_the_history_are_interpolated()
    {
        var forecast = RecursiveForecast.Run(None, 4, window => window[1], [1, double.NaN, double.NaN, 7], 1);

        Assert.Equal(3, Assert.Single(forecast.Point));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_forecast_that_is_no_number_says_at_which_step(float broken)
    {
        var step = 0;

        var problem = Assert.Throws<FitException>(() => RecursiveForecast.Run(None, 1, _ => ++step == 3 ? broken : 1, [1], 5));

        Assert.Contains("step 3", problem.Message);
    }

    [Fact]
    public void A_forecast_that_overflows_when_turned_back_says_at_which_step()
    {
        // e^800 is more than a float64 holds; e^400 is not.
        var transforms = TransformPipeline.Fit([TransformKind.Log], 1, [1, 2]);

        var problem = Assert.Throws<FitException>(() => RecursiveForecast.Run(transforms, 1, window => window[0] + 400, [1], 3));

        Assert.Contains("step 2", problem.Message);
    }

    [Fact]
    public void A_history_shorter_than_a_window_says_how_long_it_must_be()
    {
        var transforms = TransformPipeline.Fit([TransformKind.SeasonalDifference], 4, [1, 2, 3, 4, 5, 6]);

        var problem = Assert.Throws<FitException>(() => RecursiveForecast.Run(transforms, 3, _ => 0, [1, 2, 3, 4, 5, 6], 1));

        Assert.Contains("the last 7 values and has 6", problem.Message);
    }

    private static TransformPipeline None => new([]);
}
