using System.Text.Json;
using System.Text.Json.Nodes;
using Backtest.Core.Diagnostics;
using Backtest.Core.Evaluation;
using Backtest.Core.Models.Arima;
using Backtest.Core.Models.Baselines;
using Backtest.Core.Models.ComplexSmoothing;
using Backtest.Core.Models.Ensembles;
using Backtest.Core.Models.ExponentialSmoothing;
using Backtest.Core.Models.Intermittent;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.MultipleSeasons;
using Backtest.Core.Models.Theta;
using Backtest.Core.Series;

namespace Backtest.Core.Planning;

/// <summary>
/// The default trials of a series by its length and season, for a grid that says <c>auto</c> or nothing. The classical methods are cheap
/// and set the bar for the others.
/// </summary>
internal static class DefaultGrid
{
    private static GridBlock Intermittent => new("intermittent", [Axis("method", Enum.GetValues<IntermittentMethod>())]);

    /// <summary>The blocks of a grid with every <c>auto</c> resolved; the default blocks if it has none.</summary>
    /// <param name="grid">The grid; its blocks of global trials belong to the panel and are left out.</param>
    /// <param name="series">The series.</param>
    /// <param name="protocol">The protocol of its trials.</param>
    /// <param name="isPooled">Whether networks of the panel replace the series' own in the default grid.</param>
    public static IReadOnlyList<GridBlock> Resolve(Grid grid, TimeSeries series, BacktestProtocol protocol, bool isPooled = false)
    {
        var blocks = grid.Preset == GridPreset.Scum ? Scum() : Blocks(series, protocol);
        List<GridBlock> chosen = isPooled ? blocks.FindAll(block => block.Family != "lstm") : blocks;
        return grid.Blocks is null
            ? chosen
            : [.. grid.Blocks.Select(block => GlobalBlocks.Of(block, LstmScope.Series)).OfType<GridBlock>().SelectMany(Resolved)];

        IEnumerable<GridBlock> Resolved(GridBlock block) =>
            block is { IsAuto: true, Family: "intermittent" } ? [Intermittent]
            : block.IsAuto ? chosen.Where(one => one.Family == block.Family)
            : block.Family == "lstm" && block.Axes.All(axis => axis.Name != "level")
                ? [Resolve(block, [LstmRecipe.WithoutLevel(series.Length, protocol.SeasonLength)])]
            : [AdjustedNetwork.Complete(
                Resolve(block, [.. blocks, new GridBlock("arima", [Fourier(protocol)])]), series.Length)];
    }

    // The axis' values in the default block that tries the most of them; an order that no block tries is 0.
    private static GridBlock Resolve(GridBlock block, List<GridBlock> blocks) => block with
    {
        Axes =
        [
            .. block.Axes.Select(axis => !axis.IsAuto ? axis : axis with
            {
                Values = blocks.Where(one => one.Family == block.Family)
                    .SelectMany(one => one.Axes.Where(other => other.Name == axis.Name))
                    .MaxBy(other => other.Values.Count)?.Values ?? [JsonValue.Create(0)],
            }),
        ],
    };

    /// <summary>The pattern of demand in the first half of a series, since a window may forecast later values; null for none.</summary>
    public static DemandPattern? DemandOf(TimeSeries series) => DemandPattern.Of(FirstHalf(series));

    /// <summary>The values that decide on the model families.</summary>
    public static ReadOnlySpan<double> FirstHalf(TimeSeries series) => series.Values.AsSpan(0, series.Length / 2);

    /// <summary>Whether a season is too long for the other model families, or there are several, of which they cannot have all.</summary>
    public static bool NeedsLongSeasons(BacktestProtocol protocol) =>
        protocol.LongSeasons is not null || protocol.SeasonLength > EtsFitter.LongestSeason;

    private static List<GridBlock> Scum() =>
    [
        new GridBlock("baseline", [Axis("method", Enum.GetValues<BaselineMethod>())]),
        new GridBlock("ets", [Axis("model", EtsForm.Auto)]),
        new GridBlock("theta", [Axis("model", ThetaForm.DOTM)]),
        new GridBlock("ces", [Axis("model", CesForm.Auto)]),
        new GridBlock("arima", [Axis("auto", ArimaSearchKind.Stepwise)]),
        new GridBlock("ensemble", [Axis("combine", Combination.Median), Axis("automatic", true)]),
    ];

    private static List<GridBlock> Blocks(TimeSeries series, BacktestProtocol protocol)
    {
        var length = series.Length;
        var season = protocol.SeasonLength;
        var seasonal = season is > 1 and <= ArimaSpec.LongestSeason and <= EtsFitter.LongestSeason
            && RollingOrigin.RequiredLength(3 * season, protocol) <= length;

        var learnable = RollingOrigin.RequiredLength(LstmRecipe.FewestValues(season, protocol), protocol) <= length;

        // Only the first half counts, since a window may forecast later values.
        var isPositive = Array.TrueForAll(series.Values[..(length / 2)], value => !(value <= 0));
        var forms = new List<EtsForm> { EtsForm.ANN, EtsForm.AAN, EtsForm.AAdN };
        if (seasonal)
        {
            forms.AddRange(isPositive ? [EtsForm.AAA, EtsForm.MAM] : [EtsForm.AAA]);
        }

        forms.Add(EtsForm.Average);
        return
        [
            new GridBlock("baseline", [Axis("method", Enum.GetValues<BaselineMethod>())]),
            new GridBlock("ets", [Axis("model", [.. forms])]),
            new GridBlock("theta", [Axis("model", ThetaForm.Standard, ThetaForm.DOTM)]),
            new GridBlock("ces", [Axis("model", CesForm.Auto)]),
            .. DemandOf(series) is { IsIntermittent: true } ? [Intermittent] : Array.Empty<GridBlock>(),
            .. HasLongSeasons(protocol, length) ? WithLongSeasons(protocol, series.Spacing, isPositive) : Array.Empty<GridBlock>(),
            isPositive
                ? new GridBlock("arima", [Axis("auto", ArimaSearchKind.Stepwise), new GridBlockAxis("lambda", [null, JsonValue.Create(0)])])
                : new GridBlock("arima", [Axis("auto", ArimaSearchKind.Stepwise)]),
            seasonal
                ? new GridBlock(
                    "arima", [Axis("p", 0, 1, 2), Axis("d", 1), Axis("q", 0, 1, 2), Axis("P", 0, 1), Axis("D", 1), Axis("Q", 0, 1)])
                : new GridBlock("arima", [Axis("p", 0, 1, 2), Axis("d", 0, 1), Axis("q", 0, 1, 2)]),
            .. LstmRecipe.Blocks(length, learnable ? season : 1),
            new GridBlock("ensemble", [Axis("combine", Combination.TrimmedMean), Axis("automatic", true)]),
        ];
    }

    private static bool HasLongSeasons(BacktestProtocol protocol, int length) =>
        NeedsLongSeasons(protocol)
        && RollingOrigin.RequiredLength(MstlSpec.FewestForSeason(protocol.SeasonLength), protocol) <= length;

    // Within a day, the seasonally adjusted values return to their mean; with longer steps, their level wanders.
    private static GridBlock[] WithLongSeasons(BacktestProtocol protocol, TimeSpacing? spacing, bool isPositive)
    {
        var forms = spacing?.IsWithinDay == true
            ? Axis("model", AdjustedForm.Ets, AdjustedForm.Arima, AdjustedForm.Arma)
            : Axis("model", AdjustedForm.Ets, AdjustedForm.Arima);
        return
        [
            new GridBlock("mstl", isPositive ? [forms, new GridBlockAxis("lambda", [null, JsonValue.Create(0)])] : [forms]),
            new GridBlock("arima", [Axis("auto", ArimaSearchKind.Stepwise), Fourier(protocol)]),
        ];
    }

    private static GridBlockAxis Fourier(BacktestProtocol protocol) =>
        Axis("fourier", protocol.SeasonLengths.Select(length => new FourierTerms(length)).ToList());

    private static GridBlockAxis Axis<T>(string name, params T[] values) =>
        new(name, [.. values.Select(value => JsonSerializer.SerializeToNode(value))]);
}
