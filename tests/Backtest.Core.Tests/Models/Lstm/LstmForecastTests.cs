using Backtest.Core.Models;
using Backtest.Core.Models.Intervals;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Core.Transforms;

namespace Backtest.Core.Tests.Models.Lstm;

public sealed class LstmForecastTests
{
    [Fact]
    public void Each_forecast_is_an_input_of_the_next()
    {
        // Fibonacci's numbers.
        var forecast = Run(None, 2, sample => sample[0] + sample[1], [9, 9, 1, 1], 8);

        Assert.Equal([2, 3, 5, 8, 13, 21, 34, 55], forecast.Point);
        Assert.Empty(forecast.Intervals);
    }

    [Fact]
    public void The_network_sees_transformed_values_and_its_answers_are_turned_back()
    {
        // The differences of 100, 103, 107, 112 are 3, 4, 5 and grow by one; a network that predicts this continues the parabola.
        var transforms = TransformPipeline.Fit([TransformKind.Difference], 1, [100, 103, 107, 112]);

        var forecast = Run(transforms, 2, sample => sample[1] + (sample[1] - sample[0]), [100, 103, 107, 112], 3);

        Assert.Equal([118, 125, 133], forecast.Point);
    }

    [Fact]
    public void Gaps_of_the_history_are_interpolated()
    {
        var forecast = Run(None, 4, sample => sample[1], [1, double.NaN, double.NaN, 7], 1);

        Assert.Equal(3, Assert.Single(forecast.Point));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_forecast_that_is_no_number_says_at_which_step(float broken)
    {
        var step = 0;

        var problem = Assert.Throws<FitException>(() => Run(None, 1, _ => ++step == 3 ? broken : 1, [1], 5));

        Assert.Contains("step 3", problem.Message);
    }

    [Fact]
    public void A_forecast_that_overflows_when_turned_back_says_at_which_step()
    {
        // e^800 is more than a float64 holds; e^400 is not.
        var transforms = TransformPipeline.Fit([TransformKind.Log], 1, [1, 2]);

        var problem = Assert.Throws<FitException>(() => Run(transforms, 1, sample => sample[0] + 400, [1], 3));

        Assert.Contains("step 2", problem.Message);
    }

    [Fact]
    public void A_history_shorter_than_a_sample_says_how_long_it_must_be()
    {
        var transforms = TransformPipeline.Fit([TransformKind.SeasonalDifference], 4, [1, 2, 3, 4, 5, 6]);

        var problem = Assert.Throws<FitException>(() => Run(transforms, 3, _ => 0, [1, 2, 3, 4, 5, 6], 1));

        Assert.Contains("the last 7 values, but there are 6", problem.Message);
    }

    [Fact]
    public void A_direct_network_forecasts_all_its_steps_from_one_sample_and_goes_on_from_there()
    {
        var spec = new LstmSpec { LookBack = 2, Output = OutputKind.Direct, Steps = 3 };
        var samples = new List<float[]>();

        var forecast = LstmForecast.Run(
            spec,
            new LstmEncoding(None, []),
            (sample, outputs) =>
            {
                samples.Add(sample.ToArray());
                new[] { sample[1] + 1, sample[1] + 2, sample[1] + 3 }.CopyTo(outputs);
            },
            new double[] { 7, 1, 2 },
            5);

        Assert.Equal([3, 4, 5, 6, 7], forecast.Point);
        Assert.Equal([[1, 2], [4, 5]], samples);
    }

    [Fact]
    public void A_covariate_known_ahead_stands_beside_the_value_before_the_step_it_is_known_for()
    {
        // Steps of two at once: the covariate of time t + 2 stands at time t. It is not scaled here.
        var spec = new LstmSpec { LookBack = 2, Output = OutputKind.Direct, Steps = 2 };
        var encoding = new LstmEncoding(None, [new EncodedCovariate("price", None, 2)]);
        var series = new TimeSeries("x", [1, 2, 3], Covariates: [new Covariate("price", [10, 20, 30, 40, 50, 60, 70], true)]);
        var samples = new List<float[]>();

        LstmForecast.Run(
            spec,
            encoding,
            (sample, outputs) =>
            {
                samples.Add(sample.ToArray());
                outputs.Fill(9);
            },
            History.Of(series),
            4);

        Assert.Equal([[2, 40, 3, 50], [9, 60, 9, 70]], samples);
    }

    [Fact]
    public void A_covariate_of_the_past_stands_beside_its_own_time_and_ends_with_the_series()
    {
        var spec = new LstmSpec { LookBack = 2, Output = OutputKind.Direct, Steps = 2 };
        var encoding = new LstmEncoding(None, [new EncodedCovariate("rain", None, 0)]);
        var series = new TimeSeries("x", [1, 2, 3], Covariates: [new Covariate("rain", [10, 20, 30], false)]);
        float[] seen = [];
        Forecast Ahead(int horizon) =>
            LstmForecast.Run(spec, encoding, (sample, _) => seen = sample.ToArray(), History.Of(series), horizon);

        Ahead(2);

        Assert.Equal([2, 20, 3, 30], seen);
        Assert.Contains("'rain' is known only up to the last value, so 2 steps", Assert.Throws<FitException>(() => Ahead(3)).Message);
    }

    [Fact]
    public void A_covariate_that_is_not_known_far_enough_says_how_far_it_is()
    {
        var spec = new LstmSpec { LookBack = 1 };
        var series = new TimeSeries("x", [1, 2], Covariates: [new Covariate("price", [1, 2, 3], true)]);

        var problem = Assert.Throws<FitException>(() => LstmForecast.Run(
            spec,
            new LstmEncoding(None, [new EncodedCovariate("price", None, 1)]),
            (_, outputs) => outputs.Fill(1),
            History.Of(series),
            2));

        Assert.Contains("'price' is known for 1 steps ahead, but the forecast needs 2", problem.Message);
    }

    [Fact]
    public void A_classifier_forecasts_the_expected_value_and_tells_the_ranges_in_the_units_of_the_series()
    {
        // Differences in the ranges below 0, 0 to 2 and above, with means -1, 1 and 3: expected 0.5 * 1 + 0.5 * 3 = 2.
        var spec = new LstmSpec { LookBack = 1, Bins = 3 };
        var encoding = new LstmEncoding(
            TransformPipeline.Fit([TransformKind.Difference], 1, [1, 2]), [], new ValueRanges([0, 2], [-1, 1, 3]));

        var forecast =
            LstmForecast.Run(spec, encoding, (_, outputs) => new[] { 0f, 0.5f, 0.5f }.CopyTo(outputs), new double[] { 5, 10 }, 2);

        Assert.Equal([12, 14], forecast.Point);
        Assert.Equal(
            [new RangeProbability(null, 10, 0), new RangeProbability(10, 12, 0.5), new RangeProbability(12, null, 0.5)],
            forecast.Ranges![0]);
        Assert.Equal(
            [new RangeProbability(null, 12, 0), new RangeProbability(12, 14, 0.5), new RangeProbability(14, null, 0.5)],
            forecast.Ranges![1]);
    }

    private static TransformPipeline None => new([]);

    private static Forecast Run(TransformPipeline transforms, int lookBack, Func<float[], float> network, double[] history, int horizon) =>
        LstmForecast.Run(
            new LstmSpec { LookBack = lookBack },
            new LstmEncoding(transforms, []),
            (sample, outputs) => outputs[0] = network(sample.ToArray()),
            history,
            horizon);
}
