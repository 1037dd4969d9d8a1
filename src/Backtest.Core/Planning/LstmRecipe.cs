using System.Numerics;
using System.Text.Json;
using Backtest.Core.Evaluation;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Lstm.Samples;
using Backtest.Core.Models.Lstm.Training;

namespace Backtest.Core.Planning;

/// <summary>
/// The LSTMs of the default grid: samples normalised one by one, a small network that trains briefly, and the mean of several.
/// </summary>
/// <remarks>
/// The settings were chosen on the last horizon of the training parts of M3 and M4 series; docs/benchmarks.md has the accuracy on the test
/// parts.
/// </remarks>
internal static class LstmRecipe
{
    // The network's input does not cover a longer season as a whole.
    private const int LongestPatch = 60;

    // For longer seasons, whether the mean of all seasons or the last one says more depends on the series, so the windows decide.
    private const int LongestAlone = 12;

    private const int LongSeries = 200;
    private const int FewestUpdates = 120;
    private const int MostUpdates = 1_500;

    // For a panel's network: a small panel has small batches and many epochs, a large panel large batches and few epochs.
    private const int SamplesPerPooledBatch = 10;
    private const int PooledUpdates = 600;
    private const int MostPooledEpochs = 40;

    /// <summary>Axes that can be <c>auto</c>.</summary>
    public static IReadOnlyList<string> Axes { get; } = [.. Blocks(1, 1)[0].Axes.Select(axis => axis.Name)];

    /// <summary>Fewest training values to learn a season from: a season, two values, and all targets of two samples.</summary>
    public static int FewestValues(int season, BacktestProtocol protocol) => season + 2 + protocol.Gap + protocol.Horizon + 1;

    /// <summary>The blocks for a series.</summary>
    /// <param name="length">Number of values.</param>
    /// <param name="season">Season length, 1 if there is none or it is too long.</param>
    public static IReadOnlyList<GridBlock> Blocks(int length, int season)
    {
        var level = season > 1 || length >= LongSeries ? SampleLevel.Ses : SampleLevel.Last;
        var adjusted = Block(length, season, level, SampleBase.Level, season > 1);
        return season <= LongestAlone ? [adjusted] : [adjusted, Block(length, season, SampleLevel.Season, SampleBase.SeasonalNaive, false)];
    }

    /// <summary>
    /// The values of <c>auto</c> in a block without a level, whose networks see the series transformed as a whole: look-back, units and
    /// epochs for such networks, and otherwise those of the recipe.
    /// </summary>
    /// <param name="length">Number of values.</param>
    /// <param name="season">Season length, 1 for none.</param>
    public static GridBlock WithoutLevel(int length, int season)
    {
        var lookBack = Math.Clamp(season is > 1 and <= 48 ? season : 12, 1, Math.Max(1, length / 6));
        GridBlockAxis[] axes = [Axis("lookBack", lookBack, 2 * lookBack), Axis("units", 16, 32), Axis("epochs", 100)];
        return new GridBlock(
            "lstm", [.. axes, .. Blocks(length, season)[0].Axes.ExceptBy(axes.Select(axis => axis.Name), axis => axis.Name)]);
    }

    /// <summary>The block of a panel's networks.</summary>
    /// <param name="season">Season length of the panel, 1 for none.</param>
    /// <param name="length">Median length of its series.</param>
    /// <param name="values">Total number of values.</param>
    public static GridBlock Pooled(int season, int length, long values)
    {
        var batch = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(values / SamplesPerPooledBatch, 16, 256));
        int Epochs(int least) => (int)Math.Clamp(((PooledUpdates * batch) + values - 1) / Math.Max(1, values), least, MostPooledEpochs);
        GridBlockAxis[] axes = season switch
        {
            1 when length < LongSeries =>
            [
                Axis("level", SampleLevel.Last), Axis("patch", 3), Axis("stride", 1), Axis("lookBack", 8),
                Axis("units", 64), Axis("scaleWeight", 0.5), Axis("dropout", 0.1), Axis("epochs", Epochs(10)), Axis("seeds", 3),
            ],
            1 or 52 or 53 =>
            [
                Axis("level", SampleLevel.Last), Axis("patch", 13), Axis("lookBack", 117), Axis("dropout", 0.2),
                Axis("epochs", Epochs(10)), Axis("epochSamples", 60_000), Axis("learningRate", 0.004), Axis("seeds", 2),
                Variants(new() { Units = 128 }, new() { Units = 64, Scale = SampleScale.Series }),
            ],
            <= LongestAlone =>
            [
                Axis("patch", season), Axis("lookBack", 3 * season), Axis("units", 64), Axis("scaleWeight", 0.5), Axis("dropout", 0.1),
                Axis("epochs", Epochs(season < 12 ? 10 : 5)), Axis("seeds", 3),
                Variants(
                    new() { Level = SampleLevel.Ses, AdjustSeason = true, LookBack = 3 * season },
                    new() { Level = SampleLevel.Season, LookBack = 4 * season }),
            ],
            _ => WithWeeks(season, length, Epochs),
        };
        return new GridBlock("lstm",
        [
            Axis("scope", LstmScope.Panel), Axis("m", season),
            .. DefaultsOfPooled(batch).ExceptBy(axes.Select(axis => axis.Name), axis => axis.Name),
            .. axes,
        ]);
    }

    // With a daily season and long enough series, the input also has the same hour of the previous week.
    private static GridBlockAxis[] WithWeeks(int season, int length, Func<int, int> epochs)
    {
        var patch = season <= LongestPatch ? season : 24;
        var week = 7 * season;
        LstmVariant daily = new() { LookBack = 14 * patch, Scale = SampleScale.Series, Epochs = epochs(8) };
        LstmVariant[] weekly =
        [
            new() { BaseSeason = week, LookBack = 8 * patch, Scale = SampleScale.None, Epochs = epochs(12), LearningRate = 0.003 },
            new() { BaseSeason = week, LookBack = 8 * patch, Scale = SampleScale.Series, Epochs = epochs(10), LearningRate = 0.003 },
        ];
        return
        [
            Axis("level", SampleLevel.Season), Axis("base", SampleBase.SeasonalNaive), Axis("patch", patch), Axis("lookBack", 14 * patch),
            Axis("units", 128), Axis("epochSamples", 80_000), Axis("seeds", 1),
            Variants(length >= 3 * week ? [daily, .. weekly] : [daily]),
        ];
    }

    private static GridBlockAxis[] DefaultsOfPooled(int batch) =>
    [
        Axis("level", SampleLevel.Ses), Axis("scale", SampleScale.Sample), Axis("scaleInput", true), .. Training(batch),
    ];

    private static GridBlockAxis[] Training(int batch) =>
    [
        Axis("loss", LossKind.Mae), Axis("batchSize", batch), Axis("learningRate", 0.002), Axis("clipNorm", 1),
        Axis("schedule", LearningSchedule.Cosine), Axis("averaging", 0.995),
    ];

    private static GridBlockAxis Variants(params LstmVariant[] variants) =>
        new("variants", [JsonSerializer.SerializeToNode(variants)]);

    private static GridBlock Block(int length, int season, SampleLevel level, SampleBase origin, bool adjustSeason)
    {
        var (patch, stride, lookBack) = season switch
        {
            1 when length < LongSeries => (3, 1, 8),
            1 => (12, 12, 36),
            <= LongestPatch => (season, season, 3 * season),
            _ => (24, 24, 96),
        };
        return new GridBlock("lstm",
        [
            Axis("m", season), Axis("level", level), Axis("base", origin), Axis("adjustSeason", adjustSeason),
            Axis("scale", SampleScale.Sample), Axis("scaleInput", true), Axis("scaleWeight", 0.5),
            Axis("patch", patch), Axis("stride", stride), Axis("lookBack", lookBack),
            Axis("units", 16), .. Training(batch: 16),
            Axis("epochs", FewestUpdates), Axis("updates", Math.Clamp(length, FewestUpdates, MostUpdates)), Axis("seeds", 5),
        ]);
    }

    private static GridBlockAxis Axis<T>(string name, params T[] values) =>
        new(name, [.. values.Select(value => JsonSerializer.SerializeToNode(value))]);
}
