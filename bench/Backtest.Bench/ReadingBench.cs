using System.Diagnostics;
using System.Globalization;
using System.Text;
using Backtest.Core.Diagnostics;
using Backtest.Core.Planning;
using Backtest.Core.Series;
using Backtest.Core.Series.Csv;

namespace Backtest.Bench;

/// <summary>The speed of reading a file: a million rows of a time and a value, in seconds of processor time.</summary>
internal static class ReadingBench
{
    private const int Rows = 1_000_000;
    private const int Repetitions = 5;

    /// <summary>Measures the reading, and the tests of the series that an inspection runs after it.</summary>
    public static int Run(CancellationToken cancellationToken)
    {
        var content = Content();
        Console.WriteLine("| what | MB | CPU, s | MB/s |\n| --- | --- | --- | --- |");
        var series = Read(content, cancellationToken);
        var reading = Enumerable.Range(0, Repetitions).Min(_ => Seconds(() => series = Read(content, cancellationToken)));
        var size = content.Length / 1e6;
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"| reading {Rows:N0} rows | {size:F0} | {reading:F2} | {size / reading:F0} |"));
        var diagnosis = Seconds(() => SeriesDiagnosis.Of(series.Values, Planner.SeasonLengthOf(series)));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| and the tests of `inspect` | | {reading + diagnosis:F2} | |"));
        return 0;
    }

    private static TimeSeries Read(byte[] content, CancellationToken cancellationToken) =>
        SeriesReader.Read(content, "x", new ColumnChoice(), new CsvLimits(), cancellationToken)[0];

    private static double Seconds(Action action)
    {
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        action();
        process.Refresh();
        return (process.TotalProcessorTime - before).TotalSeconds;
    }

    private static byte[] Content()
    {
        var (text, start) = (new StringBuilder("date,value\n"), new DateTime(2000, 1, 1));
        for (var row = 0; row < Rows; row++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{start.AddMinutes(row):yyyy-MM-dd HH:mm:ss},{row * 0.37 % 1000:R}\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
