using System.Text.Json;
using System.Text.Json.Nodes;
using Backtest.Core.Diagnostics;
using Backtest.Core.Evaluation;
using Backtest.Core.Models;
using Backtest.Core.Models.Arima;
using Backtest.Core.Models.Baselines;
using Backtest.Core.Models.Ensembles;
using Backtest.Core.Models.ExponentialSmoothing;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Problems;
using Backtest.Core.Series;

namespace Backtest.Core.Planning;

/// <summary>Chooses how a series is backtested, expands the grid and packs the trials into batches.</summary>
public static class Planner
{
    /// <summary>Most trials in one batch, however short they are, unless more of them share one training.</summary>
    public const int MaxTrialsPerBatch = 100;

    // Windows where the grid does not say how many.
    private const int MostWindows = 5;

    /// <summary>Plans a run.</summary>
    /// <param name="series">The series.</param>
    /// <param name="grid">What to try; fields that are null are chosen here.</param>
    /// <returns>The plan; it depends on nothing but the arguments.</returns>
    /// <exception cref="InputException">The series is too short for the protocol or for every model of the grid.</exception>
    public static TrialPlan Plan(TimeSeries series, Grid grid)
    {
        var seasonLength = grid.SeasonLength ?? SeasonLengthOf(series);
        var protocol = Protocol(series.Length, grid, seasonLength);
        var specs = GridExpansion.Expand(
            grid.Blocks is null ? grid with { Blocks = DefaultBlocks(series, protocol) } : grid, protocol);
        CheckLength(series, protocol, specs);
        CheckCovariates(series, protocol);
        var trainings = specs
            .OrderBy(spec => EngineOrder(spec.Engine))
            .GroupBy(TrialIdentity.TrainingOf)
            .Select(training => Trials(training, series.Length, protocol))
            .ToList();
        var fitted = trainings.FindAll(trials => trials[0].Spec is not EnsembleSpec);
        return new TrialPlan(protocol, [.. trainings.SelectMany(trials => trials)], Pack(fitted, grid.BatchSeconds));
    }

    // What the dates tell, or else what the first half of the values shows: later ones may be forecast in a window, and a
    // choice that looks at them would leak.
    private static int SeasonLengthOf(TimeSeries series) =>
        series.Spacing?.NaturalSeasonLength is > 1 and var natural ? natural : SeasonDetection.Detect(series.Values.AsSpan(0, series.Length / 2))?.Length ?? 1;

    // Trials that share a training, fewest epochs first: each goes on where the one before it ends.
    private static List<PlannedTrial> Trials(IEnumerable<ModelSpec> training, int length, BacktestProtocol protocol)
    {
        var before = 0.0;
        var trials = new List<PlannedTrial>();
        foreach (var spec in training.OrderBy(spec => (spec as LstmSpec)?.Epochs))
        {
            var seconds = TrialCost.Seconds(spec, length, protocol);
            trials.Add(new PlannedTrial(TrialIdentity.Of(spec), spec.Label, spec, seconds - before));
            before = seconds;
        }

        return trials;
    }

    // One season ahead where there is one, and never more than a tenth of the series; half of the values always train. Where
    // the other half is too short for five windows apart from each other they overlap: few of them tell little.
    private static BacktestProtocol Protocol(int length, Grid grid, int seasonLength)
    {
        var horizon = grid.Horizon ?? Math.Clamp(seasonLength is > 1 and <= 24 ? seasonLength : 12, 1, Math.Max(1, length / 10));
        var testLength = grid.TestLength ?? horizon;
        var room = (length / 2) - testLength - grid.Gap - horizon;
        var step = grid.Step ?? (grid.Windows is null ? Math.Clamp(room / (MostWindows - 1), 1, horizon) : horizon);
        return new BacktestProtocol
        {
            Horizon = horizon,
            SeasonLength = seasonLength,
            TestLength = testLength,
            Step = step,
            Windows = grid.Windows ?? Math.Clamp((room / step) + 1, 1, MostWindows),
            Gap = grid.Gap,
            TrainingLength = grid.TrainingLength,
            RefitEvery = grid.RefitEvery,
            Metric = grid.Metric,
            Winner = grid.Winner,
        };
    }

    // A trial that alone is too long for the series fails with its reason; the run is refused if nothing could be learnt.
    private static void CheckLength(TimeSeries series, BacktestProtocol protocol, List<ModelSpec> specs)
    {
        var models = specs.Where(spec => spec is not (BaselineSpec or EnsembleSpec)).DefaultIfEmpty(specs[0]).ToList();
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
                $"The series has {series.Length} values, and the grid needs at least {needed}: {least.MinimumTrainingLength} to train "
                + $"{least.Label}, {protocol.Windows} window(s) of {protocol.Horizon}, and {protocol.TestLength} held out.",
                null,
                "Send more values, or a grid with a smaller horizon, testLength, windows or smaller models.");
        }
    }

    // What is known ahead must reach as far as the forecasts that the run is for.
    private static void CheckCovariates(TimeSeries series, BacktestProtocol protocol)
    {
        var ahead = protocol.Gap + protocol.Horizon;
        foreach (var covariate in (series.Covariates ?? []).Where(covariate => covariate.IsKnownAhead))
        {
            if (covariate.Values.Length < series.Length + ahead)
            {
                throw new InputException(
                    $"The covariate '{covariate.Name}' is known for {covariate.Values.Length - series.Length} steps after the last value, and the forecasts need {ahead}.",
                    "futureCovariates",
                    $"Add {ahead} rows with its values after the last one of the series, with the series' cell left empty.");
            }
        }
    }

    // The classical methods are cheap and the bar that the others have to clear; a multiplicative season needs positive values.
    private static List<GridBlock> DefaultBlocks(TimeSeries series, BacktestProtocol protocol)
    {
        var length = series.Length;
        var season = protocol.SeasonLength;
        var seasonal = season is > 1 and <= 24 && RollingOrigin.RequiredLength(3 * season, protocol) <= length;
        var lookBack = Math.Clamp(season is > 1 and <= 48 ? season : 12, 1, Math.Max(1, length / 6));
        var forms = new List<EtsForm> { EtsForm.ANN, EtsForm.AAN, EtsForm.AAdN };
        if (seasonal)
        {
            forms.Add(EtsForm.AAA);

            // Of the first half alone, as later values may be forecast in a window.
            if (Array.TrueForAll(series.Values[..(length / 2)], value => !(value <= 0)))
            {
                forms.Add(EtsForm.MAM);
            }
        }

        forms.Add(EtsForm.Auto);
        return
        [
            new GridBlock("baseline", [new GridBlockAxis("method", [.. Enum.GetValues<BaselineMethod>().Select(method => JsonSerializer.SerializeToNode(method))])]),
            new GridBlock("ets", [new GridBlockAxis("model", [.. forms.Select(form => JsonSerializer.SerializeToNode(form))])]),
            new GridBlock("theta", []),
            new GridBlock("arima", [new GridBlockAxis("auto", [JsonSerializer.SerializeToNode(ArimaSearchKind.Stepwise)])]),
            seasonal
                ? new GridBlock("arima", [Axis("p", 0, 1, 2), Axis("d", 1), Axis("q", 0, 1, 2), Axis("P", 0, 1), Axis("D", 1), Axis("Q", 0, 1)])
                : new GridBlock("arima", [Axis("p", 0, 1, 2), Axis("d", 0, 1), Axis("q", 0, 1, 2)]),
            new GridBlock("lstm", [Axis("lookBack", lookBack, 2 * lookBack), Axis("units", 16, 32), Axis("epochs", 100)]),
            new GridBlock(
                "ensemble",
                [
                    new GridBlockAxis("combine", [.. Enum.GetValues<Combination>().Select(combination => JsonSerializer.SerializeToNode(combination))]),
                    new GridBlockAxis("onePerEngine", [JsonValue.Create(true)]),
                ]),
        ];
    }

    private static GridBlockAxis Axis(string name, params int[] values) =>
        new(name, [.. values.Select(value => (JsonNode?)JsonValue.Create(value))]);

    private static int EngineOrder(string engine) => engine switch { "baseline" => 0, "ets" or "theta" => 1, "arima" => 2, "lstm" => 3, _ => 4 };

    private static List<IReadOnlyList<string>> Pack(List<List<PlannedTrial>> trainings, double batchSeconds)
    {
        var batches = new List<IReadOnlyList<string>>();
        var batch = new List<string>();
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
