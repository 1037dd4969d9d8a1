using System.Text.Json;
using Backtest.Core.Problems;
using Backtest.Core.Transforms;
using Backtest.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace Backtest.Core.Tests.Transforms;

public sealed class TransformPipelineTests
{
    private static readonly Gen<TransformKind[]> Kinds =
        from count in Gen.Choose(0, 4)
        from kinds in Gen.Elements(
            TransformKind.Difference,
            TransformKind.SeasonalDifference,
            TransformKind.MinMax,
            TransformKind.DivideByMax,
            TransformKind.Standardise).ArrayOf(count)
        from log in Gen.Elements(true, false)
        select log ? [TransformKind.Log, .. kinds] : kinds;

    [Fact]
    public void Inverting_undoes_applying() => RandomCases.Holds(
        from kinds in Kinds
        from values in RandomCases.Series(80, 120)
        from season in Gen.Choose(1, 12)
        from split in Gen.Choose(60, 79)
        select (kinds, Values: Positive(values), season, split),
        input =>
        {
            var (kinds, values, season, split) = input;
            var pipeline = TransformPipeline.Fit(kinds, season, values.AsSpan(0, split));

            var transformed = pipeline.Apply(values);
            var restored = pipeline.Invert(values.AsSpan(0, split), transformed.AsSpan(split - pipeline.Lost));

            Assert.Equal(values.Length - pipeline.Lost, transformed.Length);
            for (var t = split; t < values.Length; t++)
            {
                Assert.Equal(values[t], restored[t - split], 1e-7 * values[t]);
            }
        });

    [Fact]
    public void Only_the_last_values_of_the_history_matter_for_inverting() => RandomCases.Holds(
        from kinds in Kinds
        from values in RandomCases.Series(80, 80)
        select (kinds, Values: Positive(values)),
        input =>
        {
            var pipeline = TransformPipeline.Fit(input.kinds, 4, input.Values);

            Assert.Equal(
                pipeline.Invert(input.Values, [0.1, 0.2]),
                pipeline.Invert(input.Values.AsSpan()[^Math.Max(1, pipeline.Lost)..], [0.1, 0.2]));
        });

    [Fact]
    public void As_JSON_it_restores_to_the_same_transforms() => RandomCases.Holds(
        from kinds in Kinds
        from values in RandomCases.Series(80, 80)
        select (kinds, Values: Positive(values)),
        input =>
        {
            var pipeline = TransformPipeline.Fit(input.kinds, 7, input.Values);

            var restored = JsonSerializer.Deserialize<TransformPipeline>(JsonSerializer.Serialize(pipeline))!;

            Assert.Equal(pipeline.Steps, restored.Steps);
        });

    [Fact]
    public void Scales_are_those_of_the_definitions()
    {
        double[] values = [2, 4, -8, 6];

        Assert.Equal([10 / 14.0, 12 / 14.0, 0, 1], TransformPipeline.Fit([TransformKind.MinMax], 1, values).Apply(values));
        Assert.Equal([0.25, 0.5, -1, 0.75], TransformPipeline.Fit([TransformKind.DivideByMax], 1, values).Apply(values));
        var standardised = TransformPipeline.Fit([TransformKind.Standardise], 1, values).Apply(values);
        Assert.Equal(0, standardised.Average(), 1e-15);
        Assert.Equal(1, standardised.Average(value => value * value), 1e-14);
    }

    [Fact]
    public void Values_after_the_training_part_change_nothing() => RandomCases.Holds(
        from kinds in Kinds
        from values in RandomCases.Series(80, 120)
        from later in RandomCases.Series(120, 120)
        from split in Gen.Choose(60, 79)
        select (kinds, Values: Positive(values), Later: Positive(later), split),
        input =>
        {
            var (kinds, values, later, split) = input;
            double[] changed = [.. values[..split], .. later.Select(value => 1000 * value)];
            var pipeline = TransformPipeline.Fit(kinds, 7, values.AsSpan(0, split));

            var other = TransformPipeline.Fit(kinds, 7, changed.AsSpan(0, split));

            Assert.Equal(pipeline.Steps, other.Steps);
            Assert.Equal(pipeline.Apply(values.AsSpan(0, split)), other.Apply(changed)[..(split - other.Lost)]);
        });

    [Theory]
    [InlineData(5)]
    [InlineData(0.1)]
    [InlineData(-1e-3)]
    [InlineData(0)]
    public void A_constant_series_is_scaled_by_one(double value)
    {
        // Ten times 0.1 have a rounded mean that is not 0.1.
        var values = Enumerable.Repeat(value, 10).ToArray();
        foreach (var kind in new[] { TransformKind.MinMax, TransformKind.Standardise })
        {
            Assert.Equal(new double[10], TransformPipeline.Fit([kind], 1, values).Apply(values));
        }
    }

    [Fact]
    public void What_cannot_be_applied_says_why()
    {
        Assert.Contains("above zero", Assert.Throws<FitException>(() => TransformPipeline.Fit([TransformKind.Log], 1, [1, 0])).Message);
        Assert.Contains(
            "leaves nothing",
            Assert.Throws<FitException>(() => TransformPipeline.Fit([TransformKind.SeasonalDifference], 12, new double[12])).Message);
    }

    private static double[] Positive(double[] values) => Array.ConvertAll(values, value => Math.Abs(value) + 1);
}
