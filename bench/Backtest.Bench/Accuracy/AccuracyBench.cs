using Backtest.Engineering;

namespace Backtest.Bench.Accuracy;

/// <summary>
/// Accuracy on public data: the last values of each series are forecast from those before by every engine and by the
/// platform, which picks a model on rolling windows inside the training part, beside R where its forecasts are known.
/// </summary>
internal static class AccuracyBench
{
    /// <summary>Forecasts the series and prints every method's figures.</summary>
    /// <param name="arguments">As <see cref="AccuracyOptions.Usage"/> has them.</param>
    /// <param name="cancellationToken">Stops the bench.</param>
    /// <exception cref="SetupException">The arguments or the files are not right, or there is nothing to score.</exception>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var options = AccuracyOptions.Parse(arguments);

        // Read twice, so that the series need not be kept, and so that what cannot be read is told before hours of work.
        var cases = Cases(options, cancellationToken).Where((_, index) => options.Takes(index));
        var total = Check(cases);
        var scores = new Dictionary<string, ForecastScore?>?[total];
        var done = 0;
        await Parallel.ForEachAsync(
            cases.Index(),
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken },
            (one, stop) =>
            {
                scores[one.Index] = one.Item.Flaw is null
                    ? Methods.Forecasts(one.Item, stop).ToDictionary(method => method.Method, method => method.Forecast is { } forecast ? ForecastScore.Of(one.Item, forecast) : null)
                    : null;
                Console.WriteLine($"{Interlocked.Increment(ref done)} of {total}: {one.Item.Name}");
                return ValueTask.CompletedTask;
            });
        var scored = scores.OfType<Dictionary<string, ForecastScore?>>().ToList();
        var bar = scored.ConvertAll(series => series[Methods.Bar]!);
        AccuracyTable.Write(scored[0].Keys.Select(method => AccuracyRow.Of(method, scored.Select(series => series[method]), bar)).OfType<AccuracyRow>());
        return 0;
    }

    private static IEnumerable<ForecastCase> Cases(AccuracyOptions options, CancellationToken cancellationToken) =>
        options.Folder is null ? M3Sample.Read()
        : M4Files.In(options.Folder) is { Count: > 0 } files ? files.SelectMany(file => file.Read())
        : CsvFiles.Read(options, cancellationToken);

    private static int Check(IEnumerable<ForecastCase> cases)
    {
        var (total, flawed) = (0, 0);
        foreach (var one in cases)
        {
            total++;
            if (one.Flaw is { } flaw)
            {
                flawed++;
                Console.WriteLine($"{one.Name} is left out: {flaw}");
            }
        }

        Console.WriteLine(flawed == 0 ? $"{total} series" : $"{total} series, {flawed} of them left out");
        return total > flawed ? total : throw new SetupException("There is no series to score; give a folder of CSV files, or a sample that takes some.");
    }
}
