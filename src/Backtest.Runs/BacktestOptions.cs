using System.ComponentModel.DataAnnotations;
using Backtest.Core.Evaluation.Probabilistic;
using Backtest.Core.Planning;
using Backtest.Core.Series;
using Backtest.Runs.Settings;

namespace Backtest.Runs;

/// <summary>The settings of a host. Set as <c>Backtest__{name}</c> in the environment or under "Backtest" in settings.</summary>
public sealed record BacktestOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Backtest";

    internal const string KeyForm = "whsec_ and the Base64 of 24 to 64 bytes";

    /// <summary>Limit of bytes of an uploaded series.</summary>
    [Range(1, 1L << 31)]
    public long MaxUploadBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>Limit of bytes of a grid.</summary>
    [Range(1, 1L << 24)]
    public long MaxGridBytes { get; init; } = 1024 * 1024;

    /// <summary>Limit of seconds for receiving the body of a request.</summary>
    [Range(0.1, 86_400)]
    public double MaxBodySeconds { get; init; } = 600;

    /// <summary>Smallest rate of receiving the body of a request, in bytes per second over ten seconds.</summary>
    [Range(1, 1 << 30)]
    public int MinBodyBytesPerSecond { get; init; } = 4_096;

    /// <summary>Limit of rows of an uploaded file.</summary>
    [Range(1, int.MaxValue)]
    public int MaxRows { get; init; } = 2_000_000;

    /// <summary>Limit of columns of an uploaded file.</summary>
    [Range(1, 100_000)]
    public int MaxColumns { get; init; } = 1_000;

    /// <summary>Limit of cells of an uploaded file, rows times columns.</summary>
    [Range(1, int.MaxValue)]
    public int MaxCells { get; init; } = 10_000_000;

    /// <summary>Limit of series in a long-format file.</summary>
    [Range(1, 1_000_000)]
    public int MaxSeries { get; init; } = 10_000;

    /// <summary>Limit of trials of a grid; ten times as many combinations of values are considered.</summary>
    [Range(1, 1_000_000)]
    public int MaxTrials { get; init; } = GridExpansion.MaxTrials;

    /// <summary>Limit of trials of an upload over all of its series.</summary>
    [Range(1, 1_000_000_000)]
    public long MaxUploadTrials { get; init; } = 1_000_000;

    /// <summary>Number of trials that run at the same time in a process; if a run has fewer LSTM trials, threads share them.</summary>
    [Range(1, 1024)]
    public int ParallelTrials { get; init; } = Environment.ProcessorCount;

    /// <summary>Number of runs in progress at the same time in a process; other runs wait for their turn.</summary>
    [Range(1, 1024)]
    public int ParallelRuns { get; init; } = 8;

    /// <summary>Number of waiting runs above which uploads are answered with 429.</summary>
    [Range(1, 1_000_000)]
    public int MaxQueuedRuns { get; init; } = 1_000;

    /// <summary>Limit of the expected bytes of the trials that run at the same time; a grid with a larger trial is rejected.</summary>
    [Range(1L << 20, 1L << 50)]
    public long MaxTrialMemoryBytes { get; init; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;

    /// <summary>Seconds of silence after which another host takes over a host's run.</summary>
    [Range(0.2, 3600)]
    public double OwnerSeconds { get; init; } = 15;

    /// <summary>Seconds between two checks for abandoned runs, such as those of a killed host.</summary>
    [Range(0.05, 3600)]
    public double TakeoverSeconds { get; init; } = 10;

    /// <summary>
    /// Limit of seconds for which forecasts keep using the previously published run after another host has published a new one.
    /// </summary>
    [Range(0, 3600)]
    public double PublishedCacheSeconds { get; init; } = 1;

    /// <summary>Limit of a trial's expected seconds on one core; a grid with a longer trial is rejected.</summary>
    [Range(1, 1e9)]
    public double MaxTrialSeconds { get; init; } = 1_800;

    /// <summary>Limit of steps of a forecast.</summary>
    [Range(1, 1_000_000)]
    public int MaxHorizon { get; init; } = 1_000;

    /// <summary>Number of models kept in memory for forecasts.</summary>
    [Range(1, 100_000)]
    public int CachedModels { get; init; } = 100;

    /// <summary>Seconds between two checks of the uploads, if the host has to poll.</summary>
    [Range(0.05, 3600)]
    public double PollSeconds { get; init; } = 1;

    /// <summary>
    /// Rate at which intervals of models without their own are corrected by their coverage in the windows, as in
    /// adaptive conformal inference; 0 for no correction.
    /// </summary>
    [Range(0, 0.99)]
    public double IntervalAdaptation { get; init; } = ConformalIntervals.DefaultAdaptation;

    /// <summary>
    /// Addresses to notify of the end of every run, separated by semicolons; empty for none. Nothing is sent elsewhere.
    /// </summary>
    [Addresses(ErrorMessage = "https:// addresses without a user, separated by semicolons; http:// only for loopback")]
    public string WebhookAddresses { get; init; } = "";

    /// <summary>Key that signs the notifications.</summary>
    [RegularExpression("whsec_([A-Za-z0-9+/]{4}){8,21}([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?", ErrorMessage = KeyForm)]
    public string WebhookKey { get; init; } = "";

    /// <summary>The limits of an upload.</summary>
    public CsvLimits CsvLimits =>
        new() { MaxBytes = MaxUploadBytes, MaxRows = MaxRows, MaxColumns = MaxColumns, MaxCells = MaxCells, MaxSeries = MaxSeries };
}
