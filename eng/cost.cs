#:property PublishAot=false
#:package Microsoft.Extensions.DependencyInjection
#:package System.CommandLine
#:project Backtest.Engineering
#:project ../src/Backtest.Runs

// Estimates the cost of backtests on Azure's Flex Consumption plan: runs the default grid on samples, one step after the other on one
// core like the Functions app, and calculates a month from processor times, blob operations and bytes. Run eng/restore.cs once before.
// Other work of the machine lengthens processor times somewhat, because programs share caches and cores.

using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text;
using Backtest.Engineering;
using Backtest.Runs;
using Backtest.Storage;
using Backtest.Storage.Results;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

const int PanelSeries = 10;
string[] samples = ["sales", "air-passengers", "store-events", "web-visits"];

// US dollars. Functions: on-demand prices in East US and the free grants of azure.microsoft.com/pricing/details/functions,
// read in 2026 through texts that quote it. Blobs: hot tier, locally redundant, of the Azure Retail Prices API, likewise.
var gigabyteSecond = Price("--price-gb-second", 0.000026, "One GB-second of a running instance.");
var millionExecutions = Price("--price-million-executions", 0.40, "A million executions.");
var tenThousandWrites = Price("--price-10k-writes", 0.055, "10,000 operations that write or list blobs.");
var tenThousandReads = Price("--price-10k-reads", 0.0044, "10,000 operations that read blobs.");
var gigabyteMonth = Price("--price-gb-month", 0.02, "One GB of blobs per month.");
var milliseconds =
    new Option<int>("--blob-milliseconds") { Description = "Duration of a blob operation.", DefaultValueFactory = _ => 10 };
var command = new RootCommand("Estimates the monthly cost of backtests with the default grid on Azure.")
{
    gigabyteSecond, millionExecutions, tenThousandWrites, tenThousandReads, gigabyteMonth, milliseconds,
};
command.SetAction(parsed => Script.RunAsync(async cancellationToken =>
{
    if (typeof(BatchStep).Assembly.GetCustomAttribute<DebuggableAttribute>() is { IsJITOptimizerDisabled: true })
    {
        throw new SetupException("Only optimised code gives meaningful times: dotnet run -c Release eng/cost.cs");
    }

    var prices = new Prices(
        parsed.GetValue(gigabyteSecond),
        parsed.GetValue(millionExecutions),
        parsed.GetValue(tenThousandWrites),
        parsed.GetValue(tenThousandReads),
        parsed.GetValue(gigabyteMonth));
    var operation = parsed.GetValue(milliseconds) / 1e3;

    // Discards the first run, because an instance compiles its code only once.
    await Measurement.OfAsync(samples[0], operation, cancellationToken);
    var runs = new List<Measurement>();
    foreach (var sample in samples)
    {
        Console.Error.WriteLine($"Running the default grid on {sample}");
        runs.Add(await Measurement.OfAsync(sample, operation, cancellationToken));
    }

    Console.Error.WriteLine($"Running the default grid on a panel of {PanelSeries} series");
    var panel = await Measurement.OfPanelAsync(PanelSeries, operation, cancellationToken);
    Report.Write(runs, panel, PanelSeries, prices);
    return 0;
}));
return await command.Parse(args).InvokeAsync();

static Option<double> Price(string name, double price, string description) =>
    new(name) { Description = description, DefaultValueFactory = _ => price };

/// <summary>Prices in one currency.</summary>
internal sealed record Prices(
    double GigabyteSecond, double MillionExecutions, double TenThousandWrites, double TenThousandReads, double GigabyteMonth)
{
    public const double FreeGigabyteSeconds = 100_000;
    public const double FreeExecutions = 250_000;

    public double Functions(double executions, double gigabyteSeconds) =>
        (Math.Max(0, gigabyteSeconds - FreeGigabyteSeconds) * GigabyteSecond)
            + (Math.Max(0, executions - FreeExecutions) / 1e6 * MillionExecutions);

    public double Blobs(double writes, double reads, double gigabytes) =>
        (writes / 1e4 * TenThousandWrites) + (reads / 1e4 * TenThousandReads) + (gigabytes * GigabyteMonth);
}

/// <summary>One run of the default grid.</summary>
/// <param name="Name">The sample, or the panel.</param>
/// <param name="Trials">Number of trials.</param>
/// <param name="Batches">Number of batches.</param>
/// <param name="Steps">Seconds of the trigger, which plans, of each batch and of the completion.</param>
/// <param name="Writes">Blob operations that write or list.</param>
/// <param name="Reads">Blob operations that read.</param>
/// <param name="Bytes">Bytes of all remaining blobs.</param>
internal sealed record Measurement(string Name, long Trials, int Batches, IReadOnlyList<double> Steps, int Writes, int Reads, long Bytes)
{
    // An instance of 2,048 MB has one core.
    private const double Gigabytes = 2;

    // Instances are billed for at least a second at a time, and then by tenths.
    private const double LeastSeconds = 1;

    // Of the app itself: at marks of cancellations and failures, at the plan and at the leaderboard. A batch has one more.
    private const int Looks = 5;

    // The trigger, the activities (one that reads the plan, the batches, the completion), and the orchestrator: once at the
    // start and again after each activity.
    public int Executions => 1 + Activities + 1 + Activities;

    private int Activities => 1 + Batches + 1;

    // Assumes that all executions follow each other on one instance, and that everything else takes no time.
    public double LeastGigabyteSeconds => Gigabytes * Steps.Sum();

    // Bills every execution separately.
    public double MostGigabyteSeconds =>
        Gigabytes * (Steps.Sum(seconds => Math.Max(LeastSeconds, Math.Ceiling(seconds * 10) / 10))
            + ((Executions - Steps.Count) * LeastSeconds));

    public static async Task<Measurement> OfAsync(string sample, double operation, CancellationToken cancellationToken) =>
        await OfAsync(
            sample, await File.ReadAllBytesAsync(Repository.PathOf("samples", $"{sample}.csv"), cancellationToken), operation, cancellationToken);

    // Ten years of monthly values each, with its own trend, season and noise.
    public static Task<Measurement> OfPanelAsync(int series, double operation, CancellationToken cancellationToken)
    {
        var random = new Random(1);
        var text = new StringBuilder("unique_id,ds,y\n");
        for (var one = 0; one < series; one++)
        {
            var (level, trend, season) = (100 + (400 * random.NextDouble()), 2 * random.NextDouble(), 30 * random.NextDouble());
            for (var t = 0; t < 120; t++)
            {
                var value = level + (trend * t) + (season * Math.Sin(t * Math.PI / 6)) + (10 * random.NextDouble());
                text.Append(CultureInfo.InvariantCulture, $"item {one},{2010 + (t / 12)}-{1 + (t % 12):D2}-01,{value:F2}\n");
            }
        }

        return OfAsync("panel", Encoding.UTF8.GetBytes(text.ToString()), operation, cancellationToken);
    }

    private static async Task<Measurement> OfAsync(string name, byte[] csv, double operation, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("backtest-cost-");
        try
        {
            var store = new MeteredStore(new FolderBlobStore(folder.FullName));
            await using var services = new ServiceCollection()
                .AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance)
                .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
                .AddRuns(store, new BacktestOptions { ParallelTrials = 1 })
                .BuildServiceProvider();
            var work = services.GetRequiredService<RunWork>();
            await store.WriteAsync(BlobLayout.Series(name), csv, cancellationToken);

            var steps = new List<double>();
            async Task<T> TimedAsync<T>(Func<Task<T>> step)
            {
                var (processor, operations) = (Environment.CpuUsage.TotalTime, store.Writes + store.Reads);
                var result = await step();
                steps.Add(
                    (Environment.CpuUsage.TotalTime - processor).TotalSeconds + ((store.Writes + store.Reads - operations) * operation));
                return result;
            }

            var run = (await TimedAsync(() => services.GetRequiredService<PlanStep>().RunAsync(name, cancellationToken)))!;
            var count = run.Rounds.Sum();
            for (var batch = 0; batch < count; batch++)
            {
                await TimedAsync(() => work.RunBatchAsync(run.Key, batch, null, CancellationToken.None, cancellationToken));
            }

            await TimedAsync(() => work.CompleteAsync(run.Key, run.RequestedAt, cancellationToken));
            var plan = (await store.ReadAsync<RunPlan>(BlobLayout.Plan(run.Key), cancellationToken))!;
            var bytes = folder.EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
            return new Measurement(
                name, plan.Panel?.Trials ?? plan.Trials.Count, count, steps, store.Writes, store.Reads - 1 + Looks + count, bytes);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

/// <summary>A store that counts operations; removing a blob is free.</summary>
internal sealed class MeteredStore(IBlobStore store) : IBlobStore
{
    private int _writes;
    private int _reads;

    public int Writes => _writes;

    public int Reads => _reads;

    public Task<StoredBlob?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _reads);
        return store.ReadAsync(path, cancellationToken);
    }

    public Task<BlobFacts?> FindAsync(string path, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _reads);
        return store.FindAsync(path, cancellationToken);
    }

    public Task<bool> CreateAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _writes);
        return store.CreateAsync(path, content, cancellationToken);
    }

    public Task<string> WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _writes);
        return store.WriteAsync(path, content, cancellationToken);
    }

    public Task<bool> ReplaceAsync(string path, ReadOnlyMemory<byte> content, string etag, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _writes);
        return store.ReplaceAsync(path, content, etag, cancellationToken);
    }

    public Task DeleteAsync(string path, CancellationToken cancellationToken) => store.DeleteAsync(path, cancellationToken);

    public Task<bool> DeleteAsync(string path, string etag, CancellationToken cancellationToken) =>
        store.DeleteAsync(path, etag, cancellationToken);

    public IAsyncEnumerable<BlobFacts> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _writes);
        return store.ListAsync(prefix, cancellationToken);
    }

    public IAsyncEnumerable<string> ListFoldersAsync(string prefix, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _writes);
        return store.ListFoldersAsync(prefix, cancellationToken);
    }
}

/// <summary>The tables, as Markdown.</summary>
internal static class Report
{
    private const int DaysOfMonth = 30;

    public static void Write(IReadOnlyList<Measurement> runs, Measurement panel, int series, Prices prices)
    {
        Print("| series | trials | batches | executions | seconds | blob writes | blob reads | KB |");
        Print("| --- | --- | --- | --- | --- | --- | --- | --- |");
        foreach (var run in runs.Append(panel))
        {
            Print(
                $"| {run.Name} | {run.Trials} | {run.Batches} | {run.Executions} | {run.Steps.Sum():F1} | {run.Writes} | "
                    + $"{run.Reads} | {run.Bytes / 1000.0:N0} |");
        }

        Console.WriteLine();
        Print("| series a day | executions | GB-seconds | blob writes | blob reads | new GB | Functions, $ | blobs, $ |");
        Print("| --- | --- | --- | --- | --- | --- | --- | --- |");
        foreach (var perDay in (int[])[1, 100, 10_000])
        {
            double Month(Func<Measurement, double> of) => perDay * DaysOfMonth * runs.Average(of);
            var executions = Month(run => run.Executions);
            var least = Month(run => run.LeastGigabyteSeconds);
            var most = Month(run => run.MostGigabyteSeconds);
            var writes = Month(run => run.Writes);
            var reads = Month(run => run.Reads);
            var gigabytes = Month(run => run.Bytes / 1e9);
            Print(
                $"| {perDay:N0} | {executions:N0} | {least:N0} to {most:N0} | {writes:N0} | {reads:N0} | {gigabytes:N2} | "
                + $"{prices.Functions(executions, least):N2} to {prices.Functions(executions, most):N2} | {prices.Blobs(writes, reads, gigabytes):N2} |");
        }

        WritePanels(panel, series, prices);
    }

    // Work, operations and bytes of a panel grow with its series. Free grants are left out, because one large run uses them up.
    private static void WritePanels(Measurement panel, int series, Prices prices)
    {
        Console.WriteLine();
        Print("| series of one upload | core hours | blob writes | blob reads | GB | Functions, $ | blobs, $ |");
        Print("| --- | --- | --- | --- | --- | --- | --- |");
        foreach (var count in (int[])[1, 1_000, 1_000_000])
        {
            var times = (double)count / series;
            var (writes, reads, gigabytes) = (times * panel.Writes, times * panel.Reads, times * panel.Bytes / 1e9);
            var functions = (times * panel.Executions / 1e6 * prices.MillionExecutions)
                + (times * panel.MostGigabyteSeconds * prices.GigabyteSecond);
            Print(
                $"| {count:N0} | {times * panel.Steps.Sum() / 3600:N2} | {writes:N0} | {reads:N0} | {gigabytes:N3} | {functions:N2} | "
                + $"{prices.Blobs(writes, reads, gigabytes):N2} |");
        }
    }

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private static void Print(string line) => Console.WriteLine(line);
}
