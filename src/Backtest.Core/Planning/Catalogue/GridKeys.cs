using Backtest.Core.Evaluation;

namespace Backtest.Core.Planning.Catalogue;

/// <summary>The keys of a grid that are not blocks of trials, in the order in which a grid is written.</summary>
internal static class GridKeys
{
    private const int LongestSeries = 10_000_000;
    private const int MostValuesApart = 1_000_000;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<GridField<Grid>> All { get; } =
    [
        GridField<Grid>.Of(
            new(
                "target",
                new Texts(),
                "Column of the values to forecast: its name, or its number if it has none.")
            {
                Otherwise = "the only value column",
            },
            grid => grid.Target,
            (grid, value) => grid with { Target = value }),
        GridField<Grid>.Of(
            new(
                "pastCovariates",
                new Lists(new Texts()),
                "Covariates known up to the time of the forecast.")
            {
                Otherwise = "none",
            },
            grid => grid.PastCovariates,
            (grid, value) => grid with { PastCovariates = value }),
        GridField<Grid>.Of(
            new("futureCovariates", new Lists(new Texts()), "Covariates known ahead.") { Otherwise = "none" },
            grid => grid.FutureCovariates,
            (grid, value) => grid with { FutureCovariates = value }),
        ColumnFields.Field,
        CalendarFields.Field,
        SeasonFields.Field,
        GridField<Grid>.Of(
            new("horizon", new WholeNumbers(1, 10_000), "Steps to forecast from each origin.")
            {
                Label = "Horizon",
                Part = FormPart.Scoring,
                Otherwise = "one season up to 24, else 12; at most a tenth of the series",
            },
            grid => grid.Horizon,
            (grid, value) => grid with { Horizon = value }),
        GridField<Grid>.Of(
            new(
                "testLength",
                new WholeNumbers(1, MostValuesApart),
                "Last values that no choice sees; the published model is scored on them, once.")
            {
                Label = "Held out",
                Part = FormPart.Scoring,
                Otherwise = "the horizon",
            },
            grid => grid.TestLength,
            (grid, value) => grid with { TestLength = value }),
        GridField<Grid>.Of(
            new(
                "windows",
                new WholeNumbers(1, 1_000),
                "Past stretches before the hold-out that every model forecasts, each from its own origin.")
            {
                Label = "Windows",
                Part = FormPart.Scoring,
                Otherwise = "up to 5, as half of the series allows; up to 20 for a long series",
            },
            grid => grid.Windows,
            (grid, value) => grid with { Windows = value }),
        GridField<Grid>.Of(
            new("step", new WholeNumbers(1, MostValuesApart), "Values from one window's origin to the next.")
            {
                Label = "Step",
                Part = FormPart.Scoring,
                Otherwise = "the horizon; less if five windows would not fit into half of the series, more for a long series",
            },
            grid => grid.Step,
            (grid, value) => grid with { Step = value }),
        GridField<Grid>.Of(
            new(
                "gap",
                new WholeNumbers(0, 10_000),
                "Values left out between training and forecasts.")
            {
                Label = "Gap",
                Part = FormPart.Finer,
            },
            grid => grid.Gap,
            (grid, value) => grid with { Gap = value }),
        GridField<Grid>.Of(
            new(
                "trainingLength",
                new WholeNumbers(2, LongestSeries),
                "Length of a sliding training part; without it, the training part expands.")
            {
                Label = "Training length",
                Part = FormPart.Finer,
                Otherwise = "expanding",
            },
            grid => grid.TrainingLength,
            (grid, value) => grid with { TrainingLength = value }),
        GridField<Grid>.Of(
            new("refitEvery", new WholeNumbers(0, 1_000), "Refit at every n-th window; 0: at the first window only.")
            {
                Label = "Refit every",
                Part = FormPart.Finer,
                Otherwise = "1; more for a long series",
            },
            grid => grid.RefitEvery,
            (grid, value) => grid with { RefitEvery = value }),
        GridField<Grid>.Of(
            new(
                "panelRefitEvery",
                new WholeNumbers(0, 1_000),
                "Train the networks that series share again at every n-th window; 0: at first windows only.")
            {
                Label = "Refit shared networks every",
                Part = FormPart.Finer,
                Otherwise = "`refitEvery` if given, else 0",
            },
            grid => grid.PanelRefitEvery,
            (grid, value) => grid with { PanelRefitEvery = value }),
        GridField<Grid>.Of(
            new("metric", Metrics, "Metric that ranks the trials.")
            {
                Label = "Metric",
                Part = FormPart.Ranking,
                Otherwise = "`mase`; `rmsse` where the first half of the values is intermittent demand",
            },
            grid => grid.Metric,
            (grid, value) => grid with { Metric = value }),
        GridField<Grid>.Of(
            new(
                "winner",
                Choices.Of<PublicationRule>("the best ensemble, unless worse", "the trial that ranks first"),
                "Which trial is published: an average is seldom far off; the best of many owes part of its rank to chance.")
            {
                Label = "Published",
                Part = FormPart.Ranking,
            },
            grid => grid.Publication,
            (grid, value) => grid with { Publication = value }),
        GridField<Grid>.Of(
            new("nonNegative", new TrueOrFalse(), "Whether forecasts and intervals stay at 0 or above.")
            {
                Label = "Never below 0",
                Part = FormPart.Ranking,
                Otherwise = "`true` if some values are 0 and none is negative",
            },
            grid => grid.NonNegative,
            (grid, value) => grid with { NonNegative = value }),
        SearchFields.Field,
        GridField<Grid>.Of(
            new("seed", WholeNumbers.Any, "Default seed for LSTM trials.") { Label = "Seed", Part = FormPart.Finer },
            grid => grid.Seed,
            (grid, value) => grid with { Seed = value }),
        GridField<Grid>.Of(
            new(
                "preset",
                Choices.Of<GridPreset>("what suits the series", "the median of auto ETS, auto ARIMA, CES and DOTM"),
                "The values of `auto`, and the blocks of a grid that has none.")
            {
                Label = "Preset",
                Part = FormPart.Finer,
            },
            grid => grid.Preset,
            (grid, value) => grid with { Preset = value }),
        GridField<Grid>.Of(
            new(
                "external",
                new Lists(new Objects(
                    [
                        new("name", new Texts(), "Their name."),
                        new("csv", new Texts(), "The table: unique_id, ds, cutoff, yhat."),
                    ],
                    "csv")),
                "Forecasts made elsewhere, scored as trials but never published.")
            {
                Otherwise = "none",
            },
            grid => grid.External,
            (grid, value) => grid with { External = value }),
        GridField<Grid>.Of(
            new("batchSeconds", new Numbers(0.1, 600), "Approximate seconds of work in a batch."),
            grid => grid.BatchSeconds,
            (grid, value) => grid with { BatchSeconds = value }),
    ];

    private static Choices Metrics => Choices.Of<RankingMetric>(
        "absolute error over that of the seasonal naive in training",
        "root of the squared error over that of the seasonal naive in training",
        "mean squared error, in squared units of the series",
        "root of the mean squared error, in units of the series",
        "mean absolute error, in units of the series",
        "mean absolute percentage error",
        "symmetric mean absolute percentage error");
}
