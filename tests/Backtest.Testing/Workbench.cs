using System.Collections.Concurrent;
using System.Text;
using Backtest.Core.Models.Lstm.Backends;
using Backtest.Runs;
using Backtest.Runs.Deletions;
using Backtest.Runs.Exports;
using Backtest.Runs.Forecasting;
using Backtest.Runs.Panels;
using Backtest.Runs.Repairs;
using Backtest.Storage;
using Backtest.Storage.Packs;
using Microsoft.Extensions.Logging;

namespace Backtest.Testing;

/// <summary>The three steps over a store, by default a temporary folder, with their log.</summary>
public sealed class Workbench : IDisposable
{
    public const string Grid = """
        {
          "seasonLength": 4, "horizon": 4, "windows": 2, "batchSeconds": 0.1,
          "baselines": ["naive", "drift", "mean"],
          "arima": [{ "p": [0, 1], "d": 1, "q": [0, 1] }, { "q": 1, "D": 1, "Q": 1, "lambda": 0 }],
          "lstm": { "lookBack": [4, 8], "units": 4, "epochs": 5, "transforms": [["difference", "standardise"], ["seasonalDifference", "minMax"]] }
        }
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly LineLogger _log = new();

    public Workbench(BacktestOptions? options = null, IBlobStore? store = null)
    {
        Options = options ?? new BacktestOptions();
        Store = new PanelStore(store ?? new FolderBlobStore(_folder.Path));
        Context = new WorkContext(
            Options,
            new FairCores(Options.ParallelTrials, TimeProvider.System),
            new MemoryBudget(Options.MaxTrialMemoryBytes),
            LstmBackends.BuiltIn,
            TimeProvider.System);
        Planning = new PlanStep(Store, Context, _log.For<PlanStep>());
        var published = new PublishedRuns(Store, Options, TimeProvider.System);
        var batches = new BatchStep(Store, Context, _log.For<BatchStep>());
        Completion = new CompleteStep(Store, published, Context, _log.For<CompleteStep>());
        var chunks = new ChunkWork(Store, published, Context, _log);
        var trainings = new TrainingWork(Store, Context, _log.For<TrainingWork>());
        Work = new RunWork(
            Store,
            batches,
            Completion,
            chunks,
            new PanelStep(Store, published, TimeProvider.System, _log.For<PanelStep>()),
            trainings);
        Executor = new RunExecutor(Store, Work, Options);
        Forecaster = new Forecaster(Store, published, Options);
        Marks = new RunMarks(Store, TimeProvider.System);
        Panels = new PanelCatalog(Store, published);
        Repairer = new Repairer(
            Store, Executor, Work, Marks, new RunOwnership(Store, Options, TimeProvider.System, _log.For<RunOwnership>()));
        Catalog = new RunCatalog(Store, Panels, Marks, TimeProvider.System);
        Export = new RunExport(Store, Options, TimeProvider.System);
        Deleter = new Deleter(Store, Catalog, published, Panels, Work, Marks, Options, TimeProvider.System);
    }

    public BacktestOptions Options { get; }

    public IBlobStore Store { get; }

    public WorkContext Context { get; }

    public PlanStep Planning { get; }

    public RunWork Work { get; }

    public CompleteStep Completion { get; }

    public RunExecutor Executor { get; }

    public PanelCatalog Panels { get; }

    public RunExport Export { get; }

    public Forecaster Forecaster { get; }

    public RunMarks Marks { get; }

    public RunCatalog Catalog { get; }

    public Repairer Repairer { get; }

    public Deleter Deleter { get; }

    /// <summary>The log.</summary>
    public IReadOnlyList<string> Lines => [.. _log.Lines.Select(line => line.Text)];

    /// <summary>Lines of the log at the level information and above.</summary>
    public IReadOnlyList<string> InformationLines =>
        [.. _log.Lines.Where(line => line.Level >= LogLevel.Information).Select(line => line.Text)];

    /// <summary>Lines of the log about the end of a trial.</summary>
    public IReadOnlyList<string> TrialLines => [.. Lines.Where(line => line.Contains(" trial ", StringComparison.Ordinal))];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static double[] Values(int count = 60) =>
        [.. Enumerable.Range(0, count).Select(t => 100 + t + (10 * Math.Sin(t * Math.PI / 2)) + (3 * Math.Sin(t * 1.7)))];

    public static byte[] Csv(int count = 60) => Csv(Values(count));

    public static byte[] Csv(double[] values) =>
        Encoding.UTF8.GetBytes("y\n" + string.Join('\n', values.Select(value => value.ToString("R"))) + "\n");

    public Task<PlannedRun> PlanAsync(string name = "demo", int count = 60) => PlanAsync(Values(count), Grid, name);

    public async Task<PlannedRun> PlanAsync(double[] values, string grid, string name = "demo")
    {
        await Store.WriteAsync(BlobLayout.Series(name), Csv(values), Stop);
        await Store.WriteAsync(BlobLayout.Grid(name), Encoding.UTF8.GetBytes(grid), Stop);
        return (await Planning.RunAsync(name, Stop))!;
    }

    /// <summary>Every stored document of a series without its times, and every network's bytes.</summary>
    public Task<SortedDictionary<string, string>> SnapshotAsync(RunKey run) => Snapshot.TakeAsync(Store, BlobLayout.Runs(run.Name), Stop);

    public void Dispose()
    {
        Forecaster.Dispose();
        Panels.Dispose();
        _folder.Dispose();
    }

    private sealed class LineLogger : ILoggerFactory
    {
        public ConcurrentQueue<(LogLevel Level, string Text)> Lines { get; } = new();

        public ILogger<T> For<T>() => new Logger<T>(this);

        public ILogger CreateLogger(string categoryName) => For<LineLogger>();

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public void Dispose()
        {
        }

        private sealed class Logger<T>(LineLogger owner) : ILogger<T>
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(
                LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
                owner.Lines.Enqueue((logLevel, formatter(state, exception)));
        }
    }
}
