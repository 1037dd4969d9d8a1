using System.Globalization;
using System.Text;
using Backtest.Core.Models;
using Backtest.Core.Models.Arima;
using Backtest.Core.Models.ExponentialSmoothing;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Theta;
using Backtest.Core.Series;
using Backtest.Core.Series.Csv;
using Backtest.Core.Transforms;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Backtest.Bench.Micro;

/// <summary>Times and allocations of the hot loops of trials, each on one thread.</summary>
[MemoryDiagnoser]
public class KernelBenchmarks
{
    private const int Season = 12;
    private const int Years = 12;
    private const int Rows = 10_000;

    private static readonly LstmSpec Network =
        new() { LookBack = 24, Units = 64, Epochs = 1, BatchSize = 32, Transforms = [TransformKind.MinMax] };

    private static readonly ArimaSpec Airline = new() { Q = 1, D = 1, SeasonalQ = 1, SeasonalD = 1, Period = Season };

    private readonly double[] _monthly = [.. Enumerable.Range(0, Years * Season).Select(Monthly)];
    private readonly double[] _long = [.. Enumerable.Range(0, 600).Select(Monthly)];
    private readonly byte[] _csv = Csv();

    /// <summary>An epoch of a network of 64 units over 600 values.</summary>
    [Benchmark]
    public object LstmEpoch() => ModelFitter.Fit(Network, _long, default);

    /// <summary>The airline model of twelve years of months, by exact likelihood.</summary>
    [Benchmark]
    public object ArimaLikelihood() => ModelFitter.Fit(Airline, _monthly, default);

    /// <summary>A stepwise search of orders for the same values.</summary>
    [Benchmark]
    public object ArimaSearch() => ModelFitter.Fit(new ArimaSpec { Auto = ArimaSearchKind.Stepwise, Period = Season }, _monthly, default);

    /// <summary>Multiplicative Holt-Winters of the same values.</summary>
    [Benchmark]
    public object EtsLikelihood() => ModelFitter.Fit(new EtsSpec(EtsForm.MAM, Season), _monthly, default);

    /// <summary>All forms of exponential smoothing of the same values.</summary>
    [Benchmark]
    public object EtsAverage() => ModelFitter.Fit(new EtsSpec(EtsForm.Average, Season), _monthly, default);

    /// <summary>Theta of the same values.</summary>
    [Benchmark]
    public object Theta() => ModelFitter.Fit(new ThetaSpec(Season), _monthly, default);

    /// <summary>A file of 10,000 rows of a time and a value.</summary>
    [Benchmark]
    public object Reading() => SeriesReader.Read(_csv, "x", new ColumnChoice(), new CsvLimits(), default);

    /// <summary>Runs them in this process, and prints a table.</summary>
    /// <param name="filters">Parts of names of benchmarks; none for all.</param>
    internal static int Run(string[] filters)
    {
        var config = ManualConfig.CreateEmpty()
            .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddExporter(MarkdownExporter.GitHub)
            .AddLogger(ConsoleLogger.Default)
            .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "backtest-bench"));
        var names = filters.Length == 0 ? ["*"] : Array.ConvertAll(filters, filter => $"*{filter}*");
        var summaries = BenchmarkSwitcher.FromTypes([typeof(KernelBenchmarks)]).Run(["--filter", .. names], config);
        return summaries.Any(summary => summary.Reports.Length > 0) ? 0 : 1;
    }

    // A trend, a season that grows with it, and some noise.
    private static double Monthly(int t) =>
        (100 + (2 * t)) * (1 + (0.3 * Math.Sin(2 * Math.PI * t / Season))) * (1 + (0.05 * Math.Sin(t * t)));

    private static byte[] Csv()
    {
        var (text, start) = (new StringBuilder("date,value\n"), new DateTime(2000, 1, 1));
        for (var row = 0; row < Rows; row++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{start.AddHours(row):yyyy-MM-dd HH:mm:ss},{Monthly(row):R}\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
