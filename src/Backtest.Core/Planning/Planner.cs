using System.Globalization;
using Backtest.Core.Diagnostics;
using Backtest.Core.Evaluation;
using Backtest.Core.Models;
using Backtest.Core.Models.Baselines;
using Backtest.Core.Models.Ensembles;
using Backtest.Core.Models.External;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Planning.External;
using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Core.Series.Calendars;
using Backtest.Core.Text;

namespace Backtest.Core.Planning;

/// <summary>Chooses a series' protocol, expands the grid and packs the trials into batches.</summary>
public static class Planner
{
    /// <summary>Limit of trials in one batch, unless more of them share a training.</summary>
    public const int MaxTrialsPerBatch = 100;

    // At least half of the values train at every window, which are then two seasons.
    private const int FewestSeasons = 4;

    /// <summary>Completes a grid for a series: fills in everything that it leaves open, as <see cref="Plan"/> does.</summary>
    /// <param name="series">The series.</param>
    /// <param name="grid">The grid.</param>
    /// <param name="panel">The panel of the series; null for a panel of one.</param>
    /// <exception cref="InputException">The grid asks for networks of the panel, which has too few series.</exception>
    public static Grid Complete(TimeSeries series, Grid grid, IReadOnlyList<TimeSeries>? panel = null) =>
        WithChoices(series, grid, GlobalPlanner.Blocks(panel ?? [series], grid));

    /// <summary>The number of series of a panel for which <see cref="Complete"/> gives another grid than for the first.</summary>
    /// <param name="panel">The series, at least one.</param>
    /// <param name="grid">The grid.</param>
    /// <exception cref="InputException">The grid asks for networks of the panel, which has too few series.</exception>
    public static int CountOthers(IReadOnlyList<TimeSeries> panel, Grid grid)
    {
        var globals = GlobalPlanner.Blocks(panel, grid);
        var first = GridWriter.Write(WithChoices(panel[0], grid, globals));
        return panel.Skip(1).Count(series => GridWriter.Write(WithChoices(series, grid, globals)) != first);
    }

    private static Grid WithChoices(TimeSeries series, Grid grid, IReadOnlyList<GridBlock> globals)
    {
        grid = grid with { Calendar = grid.Calendar?.On(series.Spacing) };
        var protocol = Protocol(series, grid);
        return grid with
        {
            SeasonLength = protocol.SeasonLength,
            LongSeasons = protocol.LongSeasons ?? [],
            Horizon = protocol.Horizon,
            TestLength = protocol.TestLength,
            Windows = protocol.Windows,
            Step = protocol.Step,
            RefitEvery = protocol.RefitEvery,
            PanelRefitEvery = globals.Count > 0 ? GlobalPlanner.RefitEvery(grid) : grid.PanelRefitEvery,
            Metric = protocol.Metric,
            NonNegative = protocol.NonNegative,
            Preset = GridPreset.Default,
            Blocks =
            [
                .. DefaultGrid.Resolve(grid, series, protocol, isPooled: globals.Count > 0 && GlobalBlocks.HasRecipe(grid)),
                .. globals,
            ],
        };
    }

    /// <summary>Plans a run.</summary>
    /// <param name="series">The series.</param>
    /// <param name="grid">What to try; the planner chooses fields that are null.</param>
    /// <param name="maxTrialSeconds">Limit of a trial's expected seconds on one core.</param>
    /// <param name="maxTrialBytes">Limit of a trial's expected memory in bytes.</param>
    /// <param name="maxTrials">Limit of trials.</param>
    /// <param name="isAlone">
    /// Whether no other series is planned with it, so that its expected time includes the first use of each model family.
    /// </param>
    /// <param name="globals">The global trials of its panel, listed by <see cref="GlobalPlanner.Expand"/>; null for none.</param>
    /// <returns>The plan; it depends only on the arguments.</returns>
    /// <exception cref="InputException">
    /// The series is too short for the protocol or for every model of the grid, it cannot have the calendar, a covariate is not known where
    /// it is needed, or a trial would take too much time or memory.
    /// </exception>
    public static TrialPlan Plan(
        TimeSeries series,
        Grid grid,
        double maxTrialSeconds = double.PositiveInfinity,
        double maxTrialBytes = double.PositiveInfinity,
        int maxTrials = GridExpansion.MaxTrials,
        bool isAlone = true,
        IReadOnlyList<LstmSpec>? globals = null)
    {
        globals ??= [];
        if (globals.Count == 0 && GlobalBlocks.Of(grid).Count > 0)
        {
            throw GlobalPlanner.TooFew(1);
        }

        grid = grid with { Calendar = grid.Calendar?.On(series.Spacing) };
        SeriesCalendars.Check(series, grid.Calendar);
        var protocol = Protocol(series, grid);
        var blocks = DefaultGrid.Resolve(grid, series, protocol, isPooled: globals.Count > 0 && GlobalBlocks.HasRecipe(grid));
        var specs = GridExpansion.Expand(grid with { Blocks = blocks }, protocol, maxTrials);
        specs.AddRange(globals);
        foreach (var external in ExternalTrials.Of(series, grid, protocol).DistinctBy(TrialIdentity.Of))
        {
            specs.Add(external);
            GridExpansion.CheckCount(specs, maxTrials);
        }

        CheckLength(series, protocol, specs);
        CheckHalving(grid.Search, specs);
        CovariateChecks.Check(series, protocol, specs);
        var halving = grid.Search.Method == SearchMethod.Halving;
        var trainings = specs
            .GroupBy(spec => halving ? TrialIdentity.TrainingOf(spec) : TrialIdentity.SharedTrainingOf(spec))
            .SelectMany(training => Trials([.. training], grid.Search, series, protocol))
            .OrderBy(trials => FamilyOrder(trials[0].Spec.Family))
            .ThenBy(trials => trials[0].Round)
            .ThenBy(trials => trials.Sum(trial => trial.EstimatedSeconds))
            .ToList();
        CheckTime(trainings, maxTrialSeconds);
        CheckMemory(specs, series, maxTrialBytes);
        if (isAlone)
        {
            AddFirstUse(trainings);
        }

        var batches = new List<IReadOnlyList<TrialId>>();
        var rounds = new List<int>();
        foreach (var round in trainings.Where(trials => trials[0].Spec is not EnsembleSpec)
            .GroupBy(trials => trials[0].Round)
            .OrderBy(round => round.Key))
        {
            var packed = Pack(round, grid.BatchSeconds);
            batches.AddRange(packed);
            rounds.Add(packed.Count);
        }

        return new TrialPlan(protocol, [.. trainings.SelectMany(trials => trials)], batches, rounds);
    }

    /// <summary>
    /// The default season of a series: the one implied by its dates, or else detected in the first half of its values; 1 for none. Windows
    /// may forecast later values, so a choice based on them would leak.
    /// </summary>
    public static int SeasonLengthOf(TimeSeries series) =>
        series.Spacing?.NaturalSeasonLength is > 1 and var natural
            ? natural
            : SeasonDetection.Detect(series.Values.AsSpan(0, series.Length / 2))?.Length ?? 1;

    // The seasons implied by the dates that repeat often enough for every window to train on two of them.
    private static List<double>? LongSeasons(TimeSeries series, Grid grid)
    {
        var lengths = grid.SeasonLength is null
            ? series.Spacing?.LongSeasons.Where(length => series.Length > FewestSeasons * length)
            : grid.LongSeasons;
        return lengths?.ToList() is { Count: > 0 } found ? found : null;
    }

    // Trials that share a training, fewest epochs first: each continues where the previous one ends. The rounds of a halving search
    // train from scratch, since it is not known which trainings continue until a round is over.
    private static IEnumerable<List<PlannedTrial>> Trials(
        List<ModelSpec> training, Search search, TimeSeries series, BacktestProtocol protocol)
    {
        if (search.Method == SearchMethod.Halving && training[0] is LstmSpec)
        {
            var longest = training.Cast<LstmSpec>().MaxBy(spec => spec.Epochs)!;
            return Enumerable.Range(0, search.Rounds).Select(round =>
            {
                var spec = longest with { Epochs = search.EpochsOf(longest.Epochs, round) };
                return new List<PlannedTrial> { Trial(spec, TrialCost.Seconds(spec, series, protocol)) with { Round = round } };
            });
        }

        var before = 0.0;
        var trials = new List<PlannedTrial>();
        foreach (var spec in training.OrderBy(spec => (spec as LstmSpec)?.Epochs))
        {
            var seconds = TrialCost.Seconds(spec, series, protocol);
            trials.Add(Trial(spec, seconds - before));
            before = seconds;
        }

        return [trials];
    }

    private static PlannedTrial Trial(ModelSpec spec, double seconds) => new(TrialIdentity.Of(spec), spec.Label, spec, seconds);

    private static void AddFirstUse(List<List<PlannedTrial>> trainings)
    {
        foreach (var family in trainings.GroupBy(trials => trials[0].Spec.TrainedNetwork?.Family ?? trials[0].Spec.Family))
        {
            var first = family.First();
            first[0] = first[0] with { EstimatedSeconds = first[0].EstimatedSeconds + TrialCost.FirstUse(family.Key) };
        }
    }

    private static void CheckHalving(Search search, List<ModelSpec> specs)
    {
        var needed = Math.Pow(search.Reduction, search.Rounds - 1);
        if (search.Method == SearchMethod.Halving && specs.OfType<LstmSpec>().FirstOrDefault(spec => spec.Epochs < needed) is { } lstm)
        {
            throw new InputException(
                $"{search.Rounds} rounds, each with {search.Reduction} times the epochs of the previous one, need at least "
                    + $"{needed} epochs, and {lstm.Label} has fewer.",
                "search",
                "Give more epochs, fewer rounds or a smaller reduction.");
        }
    }

    private static void CheckMemory(List<ModelSpec> specs, TimeSeries series, double maxTrialBytes)
    {
        var largest = specs.MaxBy(spec => TrialMemory.Bytes(spec, series))!;
        if (TrialMemory.Bytes(largest, series) is var bytes && bytes > maxTrialBytes)
        {
            throw new InputException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The trial {largest.Label} is expected to use {bytes / 1e6:N0} MB of memory, and the host allows {maxTrialBytes / 1e6:N0}."),
                largest.Family,
                largest is LstmSpec ? "Give a smaller batchSize, lookBack or fewer units." : "Give a shorter season or lower orders.");
        }
    }

    // Rejecting now is better than a host that stops the trial halfway.
    private static void CheckTime(List<List<PlannedTrial>> trainings, double maxTrialSeconds)
    {
        var longest = trainings.MaxBy(trials => trials.Sum(trial => trial.EstimatedSeconds))!;
        if (longest.Sum(trial => trial.EstimatedSeconds) is var seconds && seconds > maxTrialSeconds)
        {
            throw new InputException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The trial {longest[^1].Label} is expected to take {seconds:F0} seconds on one core, "
                        + $"and the host allows {maxTrialSeconds:F0}."),
                longest[0].Spec.Family,
                "Give smaller values, fewer windows or a larger refitEvery.");
        }
    }

    /// <summary>
    /// The default horizon: one season if there is one, and at most a tenth of the series.
    /// </summary>
    internal static int UsualHorizon(int seasonLength, int length) =>
        Math.Clamp(seasonLength is > 1 and <= 24 ? seasonLength : 12, 1, Math.Max(1, length / 10));

    /// <summary>Whether to clip forecasts of a series at 0: if some of its values are 0 and none is negative.</summary>
    /// <remarks>
    /// All values decide, including the hold-out. They show what kind of values are possible, such as counts, which users know in advance;
    /// the choice is the same for all trials and changes only impossible forecasts. Deciding on the first half alone, as for the season,
    /// would miss a series that falls to 0 later, and clip one that falls below it.
    /// </remarks>
    /// <param name="values">Its values; missing ones are NaN.</param>
    /// <param name="given">The choice of the grid; null to decide by the values.</param>
    public static bool IsNonNegative(double[] values, bool? given) =>
        given ?? (Array.Exists(values, value => value == 0) && !Array.Exists(values, value => value < 0));

    internal static BacktestProtocol Protocol(TimeSeries series, Grid grid)
    {
        var length = series.Length;
        var seasonLength = grid.SeasonLength ?? SeasonLengthOf(series);
        var horizon = grid.Horizon ?? UsualHorizon(seasonLength, length);
        var testLength = grid.TestLength ?? horizon;
        var windows = WindowPlan.Choose(series, grid, seasonLength, horizon, testLength);
        return new BacktestProtocol
        {
            Horizon = horizon,
            SeasonLength = seasonLength,
            LongSeasons = LongSeasons(series, grid),
            TestLength = testLength,
            Step = windows.Step,
            Windows = windows.Windows,
            Gap = grid.Gap,
            TrainingLength = grid.TrainingLength,
            RefitEvery = windows.RefitEvery,
            Metric = grid.Metric ?? (DefaultGrid.DemandOf(series) is { IsIntermittent: true } ? RankingMetric.Rmsse : RankingMetric.Mase),
            Publication = grid.Publication,
            NonNegative = IsNonNegative(series.Values, grid.NonNegative),
        };
    }


    // A single trial that is too long for the series fails with its reason; the run is rejected if every trial is.
    private static void CheckLength(TimeSeries series, BacktestProtocol protocol, List<ModelSpec> specs)
    {
        var models = specs.Where(spec => spec is not (BaselineSpec or EnsembleSpec or ExternalSpec)).DefaultIfEmpty(specs[0]).ToList();
        var least = models.MinBy(spec => spec.MinimumTrainingLength)!;
        if (protocol.TrainingLength < least.MinimumTrainingLength)
        {
            throw new InputException(
                $"A trainingLength of {protocol.TrainingLength} is too short for every model of the grid.",
                "trainingLength",
                $"Give at least {least.MinimumTrainingLength}, which {least.Label} needs, or leave it out.");
        }

        var needed = RollingOrigin.RequiredLength(least.MinimumTrainingLength, protocol);
        if (series.Length < needed)
        {
            throw new InputException(
                $"The series has {Counted.Of(series.Length, "value")}, and the grid needs at least {needed}: "
                + $"{least.MinimumTrainingLength} to train {least.Label}, {Counted.Of(protocol.Windows, "window")} of "
                + $"{protocol.Horizon}, and {protocol.TestLength} held out.",
                null,
                "Send more values, or a grid with a smaller horizon, testLength, windows or smaller models.");
        }

        var windows = RollingOrigin.Windows(series.Length, protocol);
        if (IsEmpty(series.Values.AsSpan(windows[0].TrainingStart..windows[0].TrainingEnd)))
        {
            throw new InputException(
                $"The first window trains on rows {windows[0].TrainingStart + 1} to {windows[0].TrainingEnd}, and none of them has a "
                    + "value.",
                null,
                "Ask for fewer windows, a smaller horizon or testLength, or a longer trainingLength.");
        }

        if (Array.TrueForAll(windows, window => IsEmpty(series.Values.AsSpan(window.TestStart..window.TestEnd))))
        {
            throw new InputException(
                $"The backtest of {Counted.Of(protocol.Windows, "window")} of {protocol.Horizon} covers rows {windows[0].TestStart + 1} to "
                    + $"{windows[^1].TestEnd}, and none of them has a value.",
                null,
                "Ask for more windows, or leave out the rows without a value.");
        }
    }

    private static bool IsEmpty(ReadOnlySpan<double> values) => values.IndexOfAnyExcept(double.NaN) < 0;

    private static int FamilyOrder(string family) =>
        family switch
        {
            "baseline" or "external" => 0,
            "ets" or "theta" or "ces" or "intermittent" => 1,
            "mstl" or "arima" => 2,
            "lstm" => 3,
            _ => 4,
        };

    private static List<IReadOnlyList<TrialId>> Pack(IEnumerable<List<PlannedTrial>> trainings, double batchSeconds)
    {
        var batches = new List<IReadOnlyList<TrialId>>();
        var batch = new List<TrialId>();
        var seconds = 0.0;
        foreach (var trials in trainings)
        {
            var more = trials.Sum(trial => trial.EstimatedSeconds);
            if (batch.Count > 0 && (batch.Count + trials.Count > MaxTrialsPerBatch || seconds + more > batchSeconds))
            {
                batches.Add(batch);
                batch = [];
                seconds = 0;
            }

            batch.AddRange(trials.Select(trial => trial.Id));
            seconds += more;
        }

        batches.Add(batch);
        return batches;
    }
}
