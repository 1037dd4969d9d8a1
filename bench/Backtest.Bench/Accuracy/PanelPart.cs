using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Lstm.Pooled;
using Backtest.Core.Planning;
using Backtest.Core.Series;
using Backtest.Engineering;

namespace Backtest.Bench.Accuracy;

/// <summary>What a series shares with the other series of its panel: the networks that the default grid trains for all of them.</summary>
/// <param name="Spec">The global trial.</param>
/// <param name="Networks">Its networks, none of which has seen a value of a test part.</param>
/// <param name="Seconds">The series' share of the processor time of all trainings, in seconds.</param>
internal sealed record PanelPart(LstmSpec Spec, PanelNetworks Networks, double Seconds)
{
    /// <summary>Makes the series of each frequency and horizon one panel. All of its series end at the same time.</summary>
    /// <param name="cases">The series.</param>
    /// <param name="cancellationToken">Stops the trainings.</param>
    /// <returns>The same series with their parts, frequency by frequency; those too short for the default grid have none.</returns>
    /// <exception cref="SetupException">A frequency has too few series.</exception>
    public static IEnumerable<ForecastCase> Share(IEnumerable<ForecastCase> cases, CancellationToken cancellationToken) => cases
        .GroupBy(one => (one.SeasonLength, Horizon: one.Test.Length, one.Spacing))
        .SelectMany(group => Share([.. group], cancellationToken));

    private static IEnumerable<ForecastCase> Share(ForecastCase[] cases, CancellationToken cancellationToken)
    {
        var grid = cases[0].Grid;
        var planned = cases.Select(one => (One: one, one.Series))
            .Select(one => (one.One, one.Series, SeriesBacktest.PlanOf(one.Series, one.One.Grid with { Blocks = [] })?.Protocol))
            .Where(one => one.Protocol is not null)
            .ToList();
        TimeSeries[] panel = [.. planned.Select(one => one.Series)];
        var spec = SpecOf(panel, grid);

        // The final networks have all values before the test parts.
        IReadOnlyList<PanelCutoff> cutoffs =
        [
            .. GlobalPlanner.Plan([.. planned.Select(one => (one.Series, one.Protocol!))], [spec], grid).Cutoffs
                .Where(cutoff => cutoff != PanelCutoff.End),
            new PanelCutoff(null, cases[0].Test.Length),
        ];
        var trained = PanelTraining.Run(panel, spec, cutoffs, cancellationToken);
        return
        [
            .. planned.Select(one => one.One with
            {
                Panel = new PanelPart(spec, PanelNetworks.For(one.Series, cutoffs, trained.Networks), trained.Seconds / panel.Length),
            }),
            .. cases.Except(planned.Select(one => one.One)),
        ];
    }

    /// <summary>The global trial of the default grid.</summary>
    /// <exception cref="SetupException">The panel has too few series.</exception>
    public static LstmSpec SpecOf(IReadOnlyList<TimeSeries> panel, Grid grid) =>
        GlobalPlanner.Expand(panel, grid) is [var one] ? one : throw new SetupException($"{panel.Count} series are too few.");
}
