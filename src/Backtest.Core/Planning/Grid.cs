using Backtest.Core.Evaluation;
using Backtest.Core.Planning.External;
using Backtest.Core.Series;
using Backtest.Core.Series.Calendars;

namespace Backtest.Core.Planning;

/// <summary>
/// What to try on a series and how to score it. <see cref="Planner"/> chooses fields that are null from the series' length and
/// season.
/// </summary>
public sealed record Grid
{
    /// <summary>How to read the file, including the grid's own target and covariates.</summary>
    public ColumnChoice Columns { get; init; } = new();

    /// <summary>Name of the value column, if the file has several.</summary>
    public string? Target
    {
        get => Columns.Target;
        init => Columns = Columns with { Target = value };
    }

    /// <summary>Names of columns with covariates known up to the time of the forecast.</summary>
    public IReadOnlyList<string> PastCovariates
    {
        get => Columns.PastCovariates;
        init => Columns = Columns with { PastCovariates = value };
    }

    /// <summary>Names of columns with covariates known ahead.</summary>
    public IReadOnlyList<string> FutureCovariates
    {
        get => Columns.FutureCovariates;
        init => Columns = Columns with { FutureCovariates = value };
    }

    /// <summary>The covariates computed from the dates; null for none.</summary>
    public CalendarChoice? Calendar { get; init; }

    /// <summary>Season length m in observations, 1 for none; null for the one implied by the step of the dates.</summary>
    public int? SeasonLength { get; init; }

    /// <summary>Lengths of the longer seasons besides a given season length, shortest first, possibly fractional.</summary>
    public IReadOnlyList<double> LongSeasons { get; init; } = [];

    /// <summary>Steps to forecast from each origin.</summary>
    public int? Horizon { get; init; }

    /// <summary>Number of last values that no selection sees.</summary>
    public int? TestLength { get; init; }

    /// <summary>Number of rolling-origin windows.</summary>
    public int? Windows { get; init; }

    /// <summary>Number of values between successive origins.</summary>
    public int? Step { get; init; }

    /// <summary>Number of values between training part and forecasts.</summary>
    public int Gap { get; init; }

    /// <summary>Length of a sliding training part; null lets it expand.</summary>
    public int? TrainingLength { get; init; }

    /// <summary>Refit at every n-th window: 1 at each, 0 only at the first.</summary>
    public int? RefitEvery { get; init; }

    /// <summary>
    /// Train shared networks again at every n-th window of the earliest series, 0 only at first windows; null for
    /// <see cref="RefitEvery"/> or, without it, 0.
    /// </summary>
    public int? PanelRefitEvery { get; init; }

    /// <summary>The metric that ranks the trials; null for RMSSE if demand is intermittent, and otherwise MASE.</summary>
    public RankingMetric? Metric { get; init; }

    /// <summary>The rule that chooses the published trial.</summary>
    public PublicationRule Publication { get; init; }

    /// <summary>Whether to clip forecasts and intervals at 0; null to do so if all values are at least 0 and one is 0.</summary>
    public bool? NonNegative { get; init; }

    /// <summary>Which combinations of the blocks' values become trials.</summary>
    public Search Search { get; init; } = new();

    /// <summary>Default seed for trials.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Approximate seconds of work in a batch.</summary>
    public double BatchSeconds { get; init; } = 10;

    /// <summary>The source of the blocks that the grid does not give.</summary>
    public GridPreset Preset { get; init; }

    /// <summary>Forecasts made elsewhere, each scored as a trial.</summary>
    public IReadOnlyList<ExternalFile> External { get; init; } = [];

    /// <summary>Blocks of axes, each the product of its axes' values; null for those of the preset.</summary>
    public IReadOnlyList<GridBlock>? Blocks { get; init; }

    /// <summary>All covariates that are known ahead: those of columns, then those of the calendar.</summary>
    internal IReadOnlyList<string> KnownAhead =>
        Calendar is null ? FutureCovariates : [.. FutureCovariates, .. CalendarColumns.Names(Calendar)];

    /// <summary>This grid with forecasts made elsewhere beside its own; those with a name that it has replace its own.</summary>
    /// <param name="files">The forecasts.</param>
    public Grid With(IReadOnlyCollection<ExternalFile> files) =>
        this with { External = [.. External.Where(own => files.All(file => file.Name != own.Name)), .. files] };
}
