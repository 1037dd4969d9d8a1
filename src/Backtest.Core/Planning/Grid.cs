using Backtest.Core.Evaluation;
using Backtest.Core.Planning.External;
using Backtest.Core.Series;
using Backtest.Core.Series.Calendars;

namespace Backtest.Core.Planning;

/// <summary>
/// What to try on a series and how to score it. Fields that are null are chosen from the series' length and season;
/// see <see cref="Planner"/>.
/// </summary>
public sealed record Grid
{
    /// <summary>How the file is read. It includes the grid's own target and covariates.</summary>
    public ColumnChoice Columns { get; init; } = new();

    /// <summary>Name of the value column where the file has several.</summary>
    public string? Target
    {
        get => Columns.Target;
        init => Columns = Columns with { Target = value };
    }

    /// <summary>Names of columns that are covariates known up to the time of the forecast.</summary>
    public IReadOnlyList<string> PastCovariates
    {
        get => Columns.PastCovariates;
        init => Columns = Columns with { PastCovariates = value };
    }

    /// <summary>Names of columns that are covariates known ahead.</summary>
    public IReadOnlyList<string> FutureCovariates
    {
        get => Columns.FutureCovariates;
        init => Columns = Columns with { FutureCovariates = value };
    }

    /// <summary>Which covariates come from the dates; null for none.</summary>
    public CalendarChoice? Calendar { get; init; }

    /// <summary>Season length m in observations, 1 for none; null takes the one that goes with the dates' step.</summary>
    public int? SeasonLength { get; init; }

    /// <summary>Lengths of the longer seasons beside a season length that is given, shortest first; they may have fractions.</summary>
    public IReadOnlyList<double> LongSeasons { get; init; } = [];

    /// <summary>Steps to forecast from each origin.</summary>
    public int? Horizon { get; init; }

    /// <summary>Number of last values held out from every selection.</summary>
    public int? TestLength { get; init; }

    /// <summary>Number of rolling-origin windows.</summary>
    public int? Windows { get; init; }

    /// <summary>Values from one origin to the next.</summary>
    public int? Step { get; init; }

    /// <summary>Values left out between training part and forecasts.</summary>
    public int Gap { get; init; }

    /// <summary>Length of a sliding training part; null lets it expand.</summary>
    public int? TrainingLength { get; init; }

    /// <summary>Refit at every n-th window: 1 at each, 0 only at the first.</summary>
    public int? RefitEvery { get; init; }

    /// <summary>The metric that ranks the trials; null takes RMSSE where demand is intermittent, and else MASE.</summary>
    public RankingMetric? Metric { get; init; }

    /// <summary>Which of the ranked trials is published.</summary>
    public PublicationRule Publication { get; init; }

    /// <summary>Whether forecasts and intervals stay at 0 or above; null where all values do and at least one is 0.</summary>
    public bool? NonNegative { get; init; }

    /// <summary>Which combinations of the blocks' values become trials.</summary>
    public Search Search { get; init; } = new();

    /// <summary>Default seed for trials.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>About how many seconds of work go into one batch.</summary>
    public double BatchSeconds { get; init; } = 10;

    /// <summary>What stands for the blocks that the grid does not give.</summary>
    public GridPreset Preset { get; init; }

    /// <summary>Forecasts that were made elsewhere, each to be scored as a trial.</summary>
    public IReadOnlyList<ExternalFile> External { get; init; } = [];

    /// <summary>Blocks of axes, each the product of its axes' values; null stands for those of the preset.</summary>
    public IReadOnlyList<GridBlock>? Blocks { get; init; }

    /// <summary>All covariates that are known ahead: those of columns, then those of the calendar.</summary>
    internal IReadOnlyList<string> KnownAhead =>
        Calendar is null ? FutureCovariates : [.. FutureCovariates, .. CalendarColumns.Names(Calendar)];
}
