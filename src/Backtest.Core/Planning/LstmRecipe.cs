using System.Text.Json;
using Backtest.Core.Evaluation;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Lstm.Samples;
using Backtest.Core.Models.Lstm.Training;

namespace Backtest.Core.Planning;

/// <summary>
/// The LSTMs of the default grid: samples normalised one by one, a small network that is trained briefly, and the mean of several.
/// </summary>
/// <remarks>
/// The settings were chosen by the last horizon of the training parts of series of the M3 and M4 competitions; docs/benchmarks.md has
/// what they reach on the test parts.
/// </remarks>
internal static class LstmRecipe
{
    // A network does not see a longer season as a whole.
    private const int LongestPatch = 60;

    // Of a longer season it depends on the series whether the mean of all seasons or the last one says more: the windows tell.
    private const int LongestAlone = 12;

    private const int LongSeries = 200;
    private const int FewestUpdates = 120;
    private const int MostUpdates = 1_500;

    /// <summary>Axes that may be <c>auto</c>.</summary>
    public static IReadOnlyList<string> Axes { get; } = [.. Blocks(1, 1)[0].Axes.Select(axis => axis.Name)];

    /// <summary>Training values with which a season can be learnt: one and two values, and all targets of two samples.</summary>
    public static int FewestValues(int season, BacktestProtocol protocol) => season + 2 + protocol.Gap + protocol.Horizon + 1;

    /// <summary>The blocks for a series.</summary>
    /// <param name="length">Number of values.</param>
    /// <param name="season">Season length, 1 for none or too long a one.</param>
    public static IReadOnlyList<GridBlock> Blocks(int length, int season)
    {
        var level = season > 1 || length >= LongSeries ? SampleLevel.Ses : SampleLevel.Last;
        var adjusted = Block(length, season, level, SampleBase.Level, season > 1);
        return season <= LongestAlone ? [adjusted] : [adjusted, Block(length, season, SampleLevel.Season, SampleBase.SeasonalNaive, false)];
    }

    /// <summary>
    /// What <c>auto</c> means in a block without a level, whose networks see the series transformed as a whole: look-back, units and
    /// epochs of such networks, and otherwise what the recipe has.
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
            Axis("units", 16), Axis("loss", LossKind.Mae), Axis("batchSize", 16), Axis("learningRate", 0.002), Axis("clipNorm", 1),
            Axis("schedule", LearningSchedule.Cosine), Axis("averaging", 0.995),
            Axis("epochs", FewestUpdates), Axis("updates", Math.Clamp(length, FewestUpdates, MostUpdates)), Axis("seeds", 5),
        ]);
    }

    private static GridBlockAxis Axis<T>(string name, params T[] values) =>
        new(name, [.. values.Select(value => JsonSerializer.SerializeToNode(value))]);
}
