using System.ComponentModel.DataAnnotations;
using Backtest.Core.Evaluation.Probabilistic;
using Backtest.Core.Planning;
using Backtest.Core.Series;

namespace Backtest.Runs;

/// <summary>Every knob of a host. Set as <c>Backtest__{name}</c> in the environment or under "Backtest" in settings.</summary>
public sealed record BacktestOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Backtest";

    internal const char AddressSeparator = ';';
    internal const string KeyForm = "whsec_ and the Base64 of 24 to 64 bytes";

    private const string Address = @"(https://[A-Za-z0-9][^\s;@]*|http://(localhost|127\.0\.0\.1|\[::1\])(:[0-9]+)?(/[^\s;@]*)?)";
    private const string AddressesPattern = $@"\s*{Address}(\s*;\s*{Address})*\s*";

    /// <summary>Most bytes of an uploaded series.</summary>
    [Range(1, 1L << 31)]
    public long MaxUploadBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>Most bytes of a grid.</summary>
    [Range(1, 1L << 24)]
    public long MaxGridBytes { get; init; } = 1024 * 1024;

    /// <summary>Most seconds that the body of a request may take to come.</summary>
    [Range(0.1, 86_400)]
    public double MaxBodySeconds { get; init; } = 600;

    /// <summary>Least rate at which the body of a request may come, in bytes a second over ten seconds.</summary>
    [Range(1, 1 << 30)]
    public int MinBodyBytesPerSecond { get; init; } = 4_096;

    /// <summary>Most rows of an uploaded file.</summary>
    [Range(1, int.MaxValue)]
    public int MaxRows { get; init; } = 2_000_000;

    /// <summary>Most columns of an uploaded file.</summary>
    [Range(1, 100_000)]
    public int MaxColumns { get; init; } = 1_000;

    /// <summary>Most cells of an uploaded file, rows times columns.</summary>
    [Range(1, int.MaxValue)]
    public int MaxCells { get; init; } = 10_000_000;

    /// <summary>Most series in one long-format file.</summary>
    [Range(1, 1_000_000)]
    public int MaxSeries { get; init; } = 10_000;

    /// <summary>Most trials of a grid; ten times as many combinations of values are looked at.</summary>
    [Range(1, 1_000_000)]
    public int MaxTrials { get; init; } = GridExpansion.MaxTrials;

    /// <summary>Most trials of an upload over all of its series.</summary>
    [Range(1, 1_000_000_000)]
    public long MaxUploadTrials { get; init; } = 1_000_000;

    /// <summary>Trials that run at the same time in one process; where a run has fewer LSTM trials, threads share each of them.</summary>
    [Range(1, 1024)]
    public int ParallelTrials { get; init; } = Environment.ProcessorCount;

    /// <summary>Runs that are worked on at the same time in one process; the others wait for their turn.</summary>
    [Range(1, 1024)]
    public int ParallelRuns { get; init; } = 8;

    /// <summary>Most runs that wait before uploads are answered with 429.</summary>
    [Range(1, 1_000_000)]
    public int MaxQueuedRuns { get; init; } = 1_000;

    /// <summary>Most bytes that the trials that run at the same time may be expected to use; a grid with a larger one is refused.</summary>
    [Range(1L << 20, 1L << 50)]
    public long MaxTrialMemoryBytes { get; init; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;

    /// <summary>Most seconds that a host may be silent before another takes over the run that it works on.</summary>
    [Range(0.2, 3600)]
    public double OwnerSeconds { get; init; } = 15;

    /// <summary>Seconds between two looks for runs that nobody works on, such as those of a host that was killed.</summary>
    [Range(0.05, 3600)]
    public double TakeoverSeconds { get; init; } = 10;

    /// <summary>
    /// Most seconds for which forecasts go on with the run that was published before, where another host has published a new one.
    /// </summary>
    [Range(0, 3600)]
    public double PublishedCacheSeconds { get; init; } = 1;

    /// <summary>Most seconds that a trial may be expected to take on one core; a grid with a longer one is refused.</summary>
    [Range(1, 1e9)]
    public double MaxTrialSeconds { get; init; } = 1_800;

    /// <summary>Most steps that a forecast may be asked for.</summary>
    [Range(1, 1_000_000)]
    public int MaxHorizon { get; init; } = 1_000;

    /// <summary>Models kept in memory for forecasts.</summary>
    [Range(1, 100_000)]
    public int CachedModels { get; init; } = 100;

    /// <summary>Seconds between two looks at the uploads, where the host has to look.</summary>
    [Range(0.05, 3600)]
    public double PollSeconds { get; init; } = 1;

    /// <summary>
    /// Rate at which the intervals of models without their own are corrected by how often they covered in the windows, as in
    /// adaptive conformal inference; 0 for not at all.
    /// </summary>
    [Range(0, 0.99)]
    public double IntervalAdaptation { get; init; } = ConformalIntervals.DefaultAdaptation;

    /// <summary>
    /// Addresses that are told of the end of every run, separated by semicolons; none where it is empty. Nothing is sent elsewhere.
    /// </summary>
    [RegularExpression(AddressesPattern, ErrorMessage = "https:// addresses, separated by semicolons; http:// is for loopback alone")]
    public string WebhookAddresses { get; init; } = "";

    /// <summary>Key that signs what they are told.</summary>
    [RegularExpression("whsec_([A-Za-z0-9+/]{4}){8,21}([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?", ErrorMessage = KeyForm)]
    public string WebhookKey { get; init; } = "";

    /// <summary>The limits of an upload.</summary>
    public CsvLimits CsvLimits =>
        new() { MaxBytes = MaxUploadBytes, MaxRows = MaxRows, MaxColumns = MaxColumns, MaxCells = MaxCells, MaxSeries = MaxSeries };
}
