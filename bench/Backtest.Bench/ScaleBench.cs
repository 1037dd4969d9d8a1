using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text;
using Backtest.Core.Planning;
using Backtest.Runs;
using Backtest.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Backtest.Bench;

/// <summary>
/// The cost of a run over a panel: processor time, memory, blob operations and bytes for each series. The series have 60 monthly
/// values; the grid has the naive forecasts and the automatic forms of exponential smoothing, Theta and ARIMA, on five windows.
/// </summary>
internal static class ScaleBench
{
    private const int Length = 60;

    private static readonly Grid Auto = GridReader.Read(
        """{ "windows": 5, "baselines": ["naive", "seasonalNaive"], "ets": { "model": "auto" }, "theta": {}, "arima": { "auto": "stepwise" } }"""u8
            .ToArray());

    /// <summary>Measures a panel, or only its planning if <c>plan</c> precedes the number of series.</summary>
    /// <param name="options">A number of series; 1,000 by default.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    public static async Task<int> RunAsync(string[] options, CancellationToken cancellationToken)
    {
        var isPlan = options is ["plan", ..];
        var count = options.Length > (isPlan ? 1 : 0)
            && int.TryParse(options[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : 1_000;
        var folder = Directory.CreateTempSubdirectory("backtest-scale-");
        try
        {
            var content = await PanelAsync(folder, count, cancellationToken);
            var store = Counted.Of(new FolderBlobStore(folder.FullName), out var operations);
            await using var services = new ServiceCollection().AddLogging()
                .AddRuns(store, Options(content.Length, count))
                .BuildServiceProvider();
            var planned = Processor();
            var prepared = services.GetRequiredService<PlanStep>().Prepare("scale", content, Auto, DateTimeOffset.UtcNow, cancellationToken);
            var planning = Processor() - planned;
            if (isPlan)
            {
                Write(
                    "| series | planning, CPU s | a series, ms | peak memory, MB |",
                    string.Create(CultureInfo.InvariantCulture, $"| {count:N0} | {planning:F1} | {planning / count * 1e3:F2} | {Peak():N0} |"));
                return 0;
            }

            var run = await services.GetRequiredService<PlanStep>()
                .StoreAsync(prepared, new RunRequest(null, IsStart: true), cancellationToken);
            using var fits = new FitClock();
            var started = Processor();
            await services.GetRequiredService<RunExecutor>().RunAsync(run, null, cancellationToken);
            var work = Processor() - started;
            var bytes = folder.EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
            Write(
                "| series | CPU, s | a series, ms | planning, ms | not fitting, % | peak memory, MB | blob operations a series | KB a series |",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {count:N0} | {planning + work:F1} | {(planning + work) / count * 1e3:F1} | {planning / count * 1e3:F2} | "
                        + $"{100 * (1 - (fits.Seconds / (planning + work))):F1} | {Peak():N0} | {(double)operations.Count / count:F3} | {bytes / 1e3 / count:F1} |"));
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static BacktestOptions Options(int bytes, int series) => new()
    {
        ParallelTrials = 1,
        MaxUploadBytes = bytes,
        MaxSeries = series,
        MaxRows = (series * Length) + 1,
        MaxCells = ((series * Length) + 1) * 3,
        MaxUploadTrials = long.MaxValue >> 32,
    };

    private static void Write(string header, string row)
    {
        Console.WriteLine(header);
        Console.WriteLine(string.Concat(Enumerable.Repeat("| --- ", header.Count(letter => letter == '|') - 1)) + "|");
        Console.WriteLine(row);
    }

    private static double Processor() => Environment.CpuUsage.TotalTime.TotalSeconds;

    private static double Peak()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 / 1e6;
    }

    // Through a file, so that only the planning takes memory. The file is removed: what remains is the stored run.
    private static async Task<byte[]> PanelAsync(DirectoryInfo folder, int count, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder.FullName, "panel.csv");
        Write(path, count);
        var content = await File.ReadAllBytesAsync(path, cancellationToken);
        File.Delete(path);
        return content;
    }

    // A level, a trend and a season with autocorrelated errors, different for each series.
    private static void Write(string path, int count)
    {
        var random = new Random(7);
        using var text = new StreamWriter(path, append: false, new UTF8Encoding(false)) { NewLine = "\n" };
        text.WriteLine("unique_id,ds,y");
        for (var one = 0; one < count; one++)
        {
            var (level, trend, error) = (50 + (450 * random.NextDouble()), (2 * random.NextDouble()) - 0.5, 0.0);
            var (height, phase) = (0.3 * random.NextDouble() * level, 2 * Math.PI * random.NextDouble());
            for (var t = 0; t < Length; t++)
            {
                error = (0.6 * error) + (0.1 * level * (random.NextDouble() - 0.5));
                var value = level + (trend * t) + (height * Math.Sin((Math.PI * t / 6) + phase)) + error;
                text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"item {one},{2019 + (t / 12)}-{1 + (t % 12):D2}-01,{value:F2}"));
            }
        }
    }

    /// <summary>Counts operations on a store.</summary>
    public class Counted : DispatchProxy
    {
        private IBlobStore _store = null!;
        private int _count;

        /// <summary>Number of operations.</summary>
        public int Count => _count;

        /// <summary>A store whose operations are counted.</summary>
        public static IBlobStore Of(IBlobStore store, out Counted counted)
        {
            var proxy = Create<IBlobStore, Counted>();
            counted = (Counted)(object)proxy;
            counted._store = store;
            return proxy;
        }

        /// <inheritdoc/>
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            Interlocked.Add(ref _count, targetMethod!.IsSpecialName ? 0 : 1);
            return targetMethod.Invoke(_store, args);
        }
    }
}
