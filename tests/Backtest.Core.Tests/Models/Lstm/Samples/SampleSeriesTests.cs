using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Lstm.Samples;
using Backtest.Core.Models.Theta;
using Backtest.Core.Numerics;
using Backtest.Core.Transforms;

namespace Backtest.Core.Tests.Models.Lstm.Samples;

/// <summary>Inputs, targets and weights of samples, worked by hand.</summary>
public sealed class SampleSeriesTests
{
    // No logarithm, so that numbers stay whole.
    private static readonly LstmSpec Plain =
        new() { LookBack = 3, Level = SampleLevel.Last, Output = OutputKind.Direct, Steps = 2, Transforms = [] };

    [Fact]
    public void Inputs_are_distances_from_the_last_value_and_so_are_targets()
    {
        var series = Series(Plain, 1, 2, 4, 8, 16);

        Assert.Equal([-3, -2, 0], Inputs(series, Plain, 2));
        Assert.Equal([4f, 12f, float.NaN], new[] { 0, 1, 2 }.Select(step => series.Target(2, step)));
        Assert.Equal(11, series.Forecast(2, 0, 7));
    }

    [Fact]
    public void The_first_value_stands_for_what_is_before_it() => Assert.Equal([-1, -1, 0], Inputs(Series(Plain, 1, 2, 4), Plain, 1));

    [Fact]
    public void The_scale_of_a_sample_is_its_mean_change_shrunk_towards_that_of_the_series()
    {
        var spec = Plain with { Scale = SampleScale.Sample, ScaleInput = true };
        var series = Series(spec, 1, 2, 4, 8);

        // The series' changes 1, 2, 4 have the mean 7/3, those of the sample 2, 4, 8 the sum 6; the prior counts as five.
        var scale = (6 + (5 * 7 / 3.0)) / 7;
        var input = 3 + Math.Log(scale / 3.75);
        Assert.Equal(scale, series.ScaleAt(3), 1e-12);
        Assert.Equal([-6 / scale, input, -4 / scale, input, 0, input], Inputs(series, spec, 3), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal(7 / 3.0, series.ScaleAt(0), 1e-12);
        Assert.Equal(6 / scale, (4 - series.Forecast(2, 0, -1)) / series.ScaleAt(2) * 6 / scale, 1e-12);
    }

    [Fact]
    public void The_scale_of_the_series_is_its_mean_change() =>
        Assert.Equal(
            [7 / 3.0, 7 / 3.0],
            new[] { 0, 3 }.Select(Series(Plain with { Scale = SampleScale.Series }, 1, 2, 4, 8).ScaleAt),
            (a, b) => Math.Abs(a - b) < 1e-12);

    [Fact]
    public void A_series_that_does_not_change_is_forecast_as_it_is()
    {
        var spec = Plain with { Scale = SampleScale.Sample, ScaleInput = true, ScaleWeight = 1, Transforms = [TransformKind.Log] };
        var input = 3 + Math.Log(0.003);
        foreach (var value in new[] { 5.0, 0 })
        {
            var series = Series(spec, value, value, value, value);

            Assert.Equal([0, input, 0, input, 0, input], Inputs(series, spec, 3), (a, b) => Math.Abs(a - b) < 1e-6);
            Assert.Equal(value, series.Decode(series.Forecast(3, 1, 0.7), 5));
            Assert.Equal(1, new SampleSet(spec with { Steps = 1 }, [series], 2).WeightOf(0));
        }

        // Small changes count as three thousandths of a typical value, or of 1 under a logarithm.
        Assert.Equal(0.003 * 5.0005, Series(spec with { Transforms = [] }, 5, 5.001, 5, 5.001).ScaleAt(3), 1e-9);
    }

    [Fact]
    public void The_level_may_be_the_mean_of_the_last_season()
    {
        var spec = Plain with { Level = SampleLevel.Season, SeasonLength = 2 };

        Assert.Equal([-2, -1, 1], Inputs(Series(spec, 1, 2, 4, 8), spec, 2));
        Assert.Equal([0, 0, 0], Inputs(Series(spec, 1, 2, 4, 8), spec, 0));
    }

    [Fact]
    public void The_level_may_be_smoothed_with_the_parameter_that_errs_least()
    {
        // A straight line is tracked best by its last value; values around a level best by the longest memory.
        Assert.Equal(1, EncodingOf(Plain with { Level = SampleLevel.Ses }, 1, 2, 3, 4, 5, 6, 7, 8).Alpha);
        Assert.Equal(0.1, EncodingOf(Plain with { Level = SampleLevel.Ses }, 5, 4, 6, 4, 6, 4, 6, 4, 6, 4, 6).Alpha);
        Assert.Equal([8, 7, 8.5, 8.25], SampleEncoding.Smooth([8, 6, 10, 8], 0.5, out _));
    }

    [Fact]
    public void Targets_may_be_measured_from_the_seasonal_naive()
    {
        var series = Series(Plain with { Base = SampleBase.SeasonalNaive, SeasonLength = 2, Steps = 3 }, 1, 2, 4, 8, 16, 32);

        // After 1, 2, 4, 8: the naive forecasts are 4, 8, 4.
        Assert.Equal([12f, 24f, float.NaN], new[] { 0, 1, 2 }.Select(step => series.Target(3, step)));
        Assert.Equal([4.5, 8.5, 4.5], new[] { 0, 1, 2 }.Select(step => series.Forecast(3, step, 0.5)));
    }

    [Theory]
    [InlineData(2, null, 5, new double[] { -4, -3, -2, 0 })]
    [InlineData(2, 1, 4, new double[] { -4, -3, -3, -2, -2, 0 })]
    [InlineData(3, 2, 5, new double[] { -5, -4, -3, -3, -2, 0 })]
    public void A_time_step_sees_a_patch_of_values(int patch, int? stride, int lookBack, double[] expected)
    {
        // Resolved like a grid: a look-back of 5 holds two whole patches of 2.
        var spec = Plain with { Patch = patch, Stride = stride, LookBack = lookBack };

        Assert.Equal(expected, Inputs(Series(spec, 4, 5, 6, 7, 9), spec, 4));
    }

    [Fact]
    public void Covariates_come_after_the_values_of_their_patch()
    {
        var spec = Plain with { Patch = 2, LookBack = 4, ScaleInput = true };
        float[] rows = [0, 10, 0, 20, 0, 30, 0, 40];
        var series = new SampleSeries(spec, EncodingOf(spec, 1, 2, 4, 8), SeasonalAdjustment.None, [1, 2, 4, 8], rows, 2);

        Assert.Equal([-7, -6, 10, 20, -4, 0, 30, 40], Inputs(series, spec, 3, 2).Where((_, k) => k % 5 < 4));
    }

    [Fact]
    public void Logarithms_are_taken_where_every_training_value_has_one()
    {
        var spec = Plain with { Transforms = [TransformKind.Log] };
        var series = Series(spec, 1, 2, 4, 8);

        Assert.Equal([-2 * Math.Log(2), -Math.Log(2), 0], Inputs(series, spec, 3), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal(16, series.Decode(series.Forecast(3, 0, Math.Log(2)), 4), 1e-12);
        Assert.Equal([-8, -4, 0], Inputs(Series(spec, 0, 4, 8), spec, 2));
        Assert.Equal([-4, 2, 0], Inputs(Series(spec, -4, 2, 0), spec, 2));
    }

    [Fact]
    public void A_later_value_without_a_logarithm_counts_as_half_the_least_training_value()
    {
        var spec = Plain with { Transforms = [TransformKind.Log] };
        var encoding = EncodingOf(spec, 4, 8, 16);

        Assert.Equal(
            [Math.Log(2), Math.Log(2), Math.Log(3)],
            encoding.Encode([0, -7, 3], SeasonalAdjustment.None),
            (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_season_is_taken_out_and_put_back_wherever_a_history_begins(bool isLog)
    {
        double[] pattern = isLog ? [0.5, 0.8, 1.2, 1.5] : [-30, -10, 15, 25];
        double[] values = [.. Enumerable.Range(0, 40).Select(t => isLog ? 100 * pattern[t % 4] : 100 + pattern[t % 4])];
        var spec = Plain with { AdjustSeason = true, SeasonLength = 4, Transforms = isLog ? [TransformKind.Log] : [] };
        var encoding = EncodingOf(spec, values);

        Assert.Equal((isLog, 4), (encoding.Season.IsMultiplicative, encoding.Season.Indices.Length));
        foreach (var start in new[] { 0, 3 })
        {
            var history = values[start..];
            var season = encoding.SeasonOf(history);
            var adjusted = encoding.Encode(history, season);

            Assert.All(adjusted, value => Assert.Equal(isLog ? Math.Log(100) : 100, value, 1e-9));
            Assert.All(history, (value, t) => Assert.Equal(value, encoding.Decode(adjusted[t], season, t), 1e-9));
        }
    }

    [Fact]
    public void A_series_without_a_season_is_not_adjusted()
    {
        var random = new SeededRandom(4);
        var spec = Plain with { AdjustSeason = true, SeasonLength = 4 };

        Assert.Empty(EncodingOf(spec, [.. Enumerable.Range(0, 60).Select(_ => 100 + random.NextNormal())]).Season.Indices);
    }

    [Fact]
    public void A_sample_looks_at_nothing_after_its_origin()
    {
        var random = new SeededRandom(6);
        double[] values = [.. Enumerable.Range(0, 40).Select(_ => 100 + (5 * random.NextNormal()))];
        var spec = Plain with
        {
            Level = SampleLevel.Ses,
            Scale = SampleScale.Sample,
            ScaleInput = true,
            Patch = 2,
            LookBack = 8,
            Transforms = [TransformKind.Log]
        };
        var encoding = EncodingOf(spec, values);
        double[] other = [.. values.Select((value, t) => t <= 20 ? value : 1e6 + t)];

        var (one, two) = (new SampleSeries(spec, encoding, encoding.Season, values, [], 1),
            new SampleSeries(spec, encoding, encoding.Season, other, [], 1));

        Assert.Equal(Inputs(one, spec, 20), Inputs(two, spec, 20));
        Assert.Equal(one.Forecast(20, 1, 0.3), two.Forecast(20, 1, 0.3));
        Assert.NotEqual(one.Target(20, 0), two.Target(20, 0));
    }

    [Fact]
    public void A_set_holds_the_samples_with_enough_values_and_targets()
    {
        // Fewest inputs: 4, as the look-back is longer; fewest targets: a third of 6.
        var spec = Plain with { LookBack = 10, Steps = 6, Scale = SampleScale.Sample, ScaleWeight = 1, SeasonLength = 2 };
        var series = Series(spec, 1, 2, 4, 7, 11, 16, 22, 29);
        var set = new SampleSet(spec, [series], 1);
        var targets = new float[6];

        set.CopyTargets(set.Count - 1, targets);

        Assert.Equal(3, set.Count);
        Assert.Equal(2, targets.Count(float.IsFinite));
        Assert.All(targets[2..], target => Assert.True(float.IsNaN(target)));
        double[] scales = [series.ScaleAt(3), series.ScaleAt(4), series.ScaleAt(5)];
        Assert.Equal(scales.Select(scale => scale / scales.Average()), Enumerable.Range(0, 3)
            .Select(k => (double)set.WeightOf(k)), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal([1f, 1f, 1f], Enumerable.Range(0, 3).Select(new SampleSet(spec with { ScaleWeight = 0 }, [series], 1).WeightOf));
    }

    private static SampleEncoding EncodingOf(LstmSpec spec, params double[] values) => SampleEncoding.Fit(spec, values, values);

    private static SampleSeries Series(LstmSpec spec, params double[] values)
    {
        var encoding = EncodingOf(spec, values);
        return new SampleSeries(spec, encoding, encoding.Season, values, [], 1);
    }

    private static double[] Inputs(SampleSeries series, LstmSpec spec, int origin, int columns = 1)
    {
        var width = spec.InputsOf(columns);
        var inputs = new float[spec.InputSteps * width];
        for (var step = 0; step < spec.InputSteps; step++)
        {
            series.CopyInput(origin, step, inputs.AsSpan(step * width, width));
        }

        return Array.ConvertAll(inputs, value => (double)value);
    }
}
