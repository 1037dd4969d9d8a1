using System.Globalization;
using Backtest.Core.Evaluation;
using Backtest.Core.Models;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Lstm.Pooled;
using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Core.Text;

namespace Backtest.Core.Planning;

/// <summary>Chooses the global trials of a panel and the trainings of their networks.</summary>
public static class GlobalPlanner
{
    /// <summary>Fewest series of a panel with global trials.</summary>
    public const int FewestSeries = 3;

    // A sample of this many series determines the season of a larger panel.
    private const int MostAsked = 100;

    /// <summary>The global trials of a panel.</summary>
    /// <param name="panel">Its readable series.</param>
    /// <param name="grid">What to try.</param>
    /// <param name="maxTrials">Limit of trials.</param>
    /// <returns>
    /// The trials that the grid asks for, or the recipe of the default grid if the panel has enough series. All series share them,
    /// so season and horizon are the panel's.
    /// </returns>
    /// <exception cref="InputException">
    /// The grid asks for global trials but the panel has too few series, or options contradict each other.
    /// </exception>
    public static IReadOnlyList<LstmSpec> Expand(IReadOnlyList<TimeSeries> panel, Grid grid, int maxTrials = GridExpansion.MaxTrials)
    {
        var blocks = Blocks(panel, grid);
        if (blocks.Count == 0)
        {
            return [];
        }

        grid = grid with { Calendar = grid.Calendar?.On(panel.FirstOrDefault(series => series.Spacing is not null)?.Spacing) };
        var season = SeasonOf(panel, grid);
        var protocol = new BacktestProtocol
        {
            Horizon = grid.Horizon ?? Planner.UsualHorizon(season, panel.Max(series => series.Length)),
            SeasonLength = season,
            TestLength = 0,
            Windows = 1,
            Step = 1,
            Gap = grid.Gap,
        };
        return [.. GridExpansion.Expand(grid with { Blocks = blocks }, protocol, maxTrials).OfType<LstmSpec>()];
    }

    /// <summary>The blocks of the global trials, completed by the recipe; empty if there are none.</summary>
    /// <param name="panel">Its readable series.</param>
    /// <param name="grid">What to try.</param>
    /// <exception cref="InputException">The grid asks for them but the panel has too few series, or its search excludes them.</exception>
    internal static IReadOnlyList<GridBlock> Blocks(IReadOnlyList<TimeSeries> panel, Grid grid)
    {
        var asked = GlobalBlocks.Of(grid);
        if (panel.Count < FewestSeries)
        {
            return asked.Count == 0 ? [] : throw TooFew(panel.Count);
        }

        if (asked.Count > 0 && grid.Search.Method == SearchMethod.Halving)
        {
            throw new InputException(
                "A halving search stops networks that fall behind on their series; networks of a panel have no series of their own.",
                "search",
                "Give another search, or scope series.");
        }

        if (asked.Count == 0 && !GlobalBlocks.HasRecipe(grid))
        {
            return [];
        }

        var lengths = panel.Select(series => series.Length).Order().ToList();
        var recipe = LstmRecipe.Pooled(SeasonOf(panel, grid), lengths[lengths.Count / 2], lengths.Sum(length => (long)length));
        List<GridBlock> blocks = [.. asked.Select(block => GlobalBlocks.Complete(block, recipe))];
        if (GlobalBlocks.HasRecipe(grid))
        {
            blocks.Add(recipe);
        }

        return blocks;
    }

    /// <summary>At every how many windows of the earliest series networks are trained again; 0 for none of them.</summary>
    internal static int RefitEvery(Grid grid) => grid.PanelRefitEvery ?? grid.RefitEvery ?? 0;

    /// <summary>The problem of a grid with global trials for too few series.</summary>
    /// <param name="series">Number of series.</param>
    public static InputException TooFew(int series) => new(
        $"The grid asks for networks of the panel, which need at least {FewestSeries} series; the upload has "
            + $"{Counted.Of(series, "readable one")}.",
        "lstm.scope",
        $"Give scope series, or send {FewestSeries} series or more.");

    /// <summary>Plans the trainings.</summary>
    /// <param name="panel">The series to backtest, with the protocol of each.</param>
    /// <param name="specs">The global trials, at least one.</param>
    /// <param name="grid">What to try.</param>
    /// <param name="maxTrialSeconds">Limit of a training's expected seconds on one core.</param>
    /// <exception cref="InputException">A training would take too long.</exception>
    public static GlobalPlan Plan(
        IReadOnlyList<(TimeSeries Series, BacktestProtocol Protocol)> panel,
        IReadOnlyList<LstmSpec> specs,
        Grid grid,
        double maxTrialSeconds = double.PositiveInfinity)
    {
        var cutoffs = Cutoffs(panel, RefitEvery(grid));
        var trainings = new List<PlannedTraining>();
        var trials = new List<PlannedTrial>();
        foreach (var spec in specs)
        {
            var id = TrialIdentity.Of(spec);
            var networks = PooledTraining.NetworksOf(spec);
            for (var cutoff = 0; cutoff < cutoffs.Count; cutoff++)
            {
                foreach (var (network, (one, _)) in networks.Index())
                {
                    var seconds = TrialCost.OfTraining(one, Samples(panel, cutoffs[cutoff], one));
                    trainings.Add(new PlannedTraining(id, cutoff, network, seconds));
                }
            }

            trials.Add(new PlannedTrial(id, spec.Label, spec, trainings.Where(one => one.Trial == id).Sum(one => one.EstimatedSeconds)));
        }

        var longest = trainings.MaxBy(training => training.EstimatedSeconds)!;
        return longest.EstimatedSeconds <= maxTrialSeconds
            ? new GlobalPlan(trials, cutoffs, trainings, grid.TrainingLength)
            {
                Step = StepOf(panel),
                FutureCovariates = grid.PastCovariates.Count + grid.FutureCovariates.Count > 0 ? grid.FutureCovariates : null,
                NonNegative = grid.NonNegative,
            }
            : throw new InputException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"A network of {trials.Find(trial => trial.Id == longest.Trial)!.Label} is expected to take "
                        + $"{longest.EstimatedSeconds:F0} seconds on one core, and the host allows {maxTrialSeconds:F0}."),
                "lstm.epochSamples",
                "Give epochSamples, fewer epochs or fewer units.");
    }

    // The earliest and the middle one of the series' first windows: the earliest, so that no window comes before the networks, and the
    // middle, since a long series or one that ended early leaves little to learn from before its first window. With refits, also the
    // windows of the earliest series. Last, the end.
    private static List<PanelCutoff> Cutoffs(IReadOnlyList<(TimeSeries Series, BacktestProtocol Protocol)> panel, int refitEvery)
    {
        var ordered = panel
            .Select(one => (one.Series, Windows: RollingOrigin.Windows(one.Series.Length, one.Protocol)))
            .OrderBy(one => Order(PanelCutoff.After(one.Series, one.Windows[0].TrainingEnd)))
            .ToList();
        var (earliest, middle) = (ordered[0], ordered[ordered.Count / 2]);
        var refits = earliest.Windows.Index().Where(window => window.Index == 0 || (refitEvery > 0 && window.Index % refitEvery == 0));
        return
        [
            .. refits.Select(window => PanelCutoff.After(earliest.Series, window.Item.TrainingEnd))
                .Append(PanelCutoff.After(middle.Series, middle.Windows[0].TrainingEnd))
                .Distinct()
                .OrderBy(Order),
            PanelCutoff.End,
        ];
    }

    // The step of all series that have a regular one; null if it differs.
    private static string? StepOf(IReadOnlyList<(TimeSeries Series, BacktestProtocol Protocol)> panel) =>
        panel.Select(one => one.Series.Spacing?.Text).OfType<string>().Distinct().Take(2).ToList() is [var only] ? only : null;

    private static long Order(PanelCutoff cutoff) => cutoff.Time?.Ticks ?? -cutoff.Left;

    private static long Samples(
        IReadOnlyList<(TimeSeries Series, BacktestProtocol Protocol)> panel, PanelCutoff cutoff, LstmSpec network) =>
        panel.Sum(one => Math.Max(
            0L,
            Math.Min(cutoff.LengthIn(one.Series), one.Protocol.TrainingLength ?? int.MaxValue)
                - network.FewestInputs - network.FewestTargets + 1));

    private static int SeasonOf(IReadOnlyList<TimeSeries> panel, Grid grid) => grid.SeasonLength
        ?? Enumerable.Range(0, Math.Min(panel.Count, MostAsked))
            .Select(k => Planner.SeasonLengthOf(panel[(int)((long)k * panel.Count / Math.Min(panel.Count, MostAsked))]))
            .GroupBy(season => season)
            .OrderByDescending(seasons => seasons.Count())
            .ThenBy(seasons => seasons.Key)
            .First().Key;
}
