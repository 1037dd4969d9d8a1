using System.Globalization;
using Backtest.Core.Diagnostics;
using Backtest.Core.Evaluation;
using Backtest.Core.Models.ExponentialSmoothing;
using Backtest.Core.Models.MultipleSeasons;
using Backtest.Core.Planning.Catalogue;
using Backtest.Core.Series;
using Backtest.Core.Text;

namespace Backtest.Core.Planning;

/// <summary>Explains why the default grid has a model family for a series, or leaves it out.</summary>
internal static class FamilyReasons
{
    /// <summary>A sentence for each model family that some series or presets leave out, by its name.</summary>
    /// <remarks>If the grid has blocks, only for families that are <c>auto</c>; intermittent methods then take part anyway.</remarks>
    /// <param name="series">The series.</param>
    /// <param name="grid">The grid.</param>
    /// <param name="protocol">The protocol of its trials.</param>
    public static IEnumerable<KeyValuePair<string, string>> Of(TimeSeries series, Grid grid, BacktestProtocol protocol)
    {
        IEnumerable<KeyValuePair<string, string>> reasons = grid.Preset == GridPreset.Scum
            ? GridCatalogue.Families
                .Select(family => family.Name)
                .Except(DefaultGrid.Resolve(grid with { Blocks = null }, series, protocol).Select(block => block.Family))
                .Select(family => KeyValuePair.Create(family, "The preset leaves it out."))
            :
            [
                KeyValuePair.Create(IntermittentAxes.Family.Name, Intermittent(series)),
                KeyValuePair.Create(MstlAxes.Family.Name, Mstl(series, protocol)),
            ];
        return grid.Blocks is not { } blocks ? reasons : reasons.Where(
            reason => reason.Key != IntermittentAxes.Family.Name && blocks.Any(block => block.IsAuto && block.Family == reason.Key));
    }

    private static string Intermittent(TimeSeries series)
    {
        var values = DefaultGrid.FirstHalf(series);
        return DefaultGrid.DemandOf(series) switch
        {
            null when values.ContainsAnyInRange(double.NegativeInfinity, -double.Epsilon) =>
                "Left out: some values of the first half are negative, and demand is not.",
            null => "Left out: fewer than two values of the first half are not 0.",
            { IsIntermittent: true } demand => string.Create(
                CultureInfo.InvariantCulture,
                $"One in {demand.Interval:0.0} values of the first half is not 0: demand is {demand.Class.ToString().ToLowerInvariant()}."),
            { Interval: 1 } => "Left out: no value of the first half is 0.",
            var demand => string.Create(
                CultureInfo.InvariantCulture,
                $"Left out: one in {demand.Interval:0.00} values of the first half is not 0; from one in {DemandPattern.LongInterval} on, ")
                + "demand is intermittent.",
        };
    }

    private static string Mstl(TimeSeries series, BacktestProtocol protocol)
    {
        var season = protocol.SeasonLength;
        if (!DefaultGrid.NeedsLongSeasons(protocol))
        {
            return season == 1 ? "Left out: the series has no season."
                : $"Left out: the only season has {season} values, and other models can have one of up to {EtsFitter.LongestSeason}.";
        }

        var needed = RollingOrigin.RequiredLength(MstlSpec.FewestForSeason(season), protocol);
        return series.Length < needed
            ? $"Left out: more than two seasons of {season} must train in every window, so it needs {Counted.Of(needed, "value")}; "
                + $"there are {series.Length}."
            : protocol.LongSeasons is not null
            ? $"The series has several seasons, {protocol.SeasonText}, and ARIMA has Fourier terms of them."
            : $"The season of {season} is longer than the {EtsFitter.LongestSeason} values that exponential smoothing can have, "
                + "and ARIMA has Fourier terms of it.";
    }
}
