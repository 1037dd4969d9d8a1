using Backtest.Engineering;

namespace Backtest.Bench.Accuracy;

/// <summary>
/// Accuracy on public data: every model family, and the platform, which picks a model on rolling windows of the training part, forecast
/// the last values of each series from those before; with R where its forecasts are known.
/// </summary>
internal static class AccuracyBench
{
    // R takes a second to start.
    private const int TogetherInR = 20;

    /// <summary>Forecasts the series and prints every method's figures.</summary>
    /// <param name="arguments">See <see cref="AccuracyOptions.Usage"/>.</param>
    /// <param name="cancellationToken">Stops the bench.</param>
    /// <exception cref="SetupException">The arguments or the files are wrong, or there is nothing to score.</exception>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var options = AccuracyOptions.Parse(arguments);
        if (options.WithR)
        {
            await Peer.InstallAsync(RMethods.Packages, cancellationToken);
        }

        // Read twice, so that the series need not be kept, and unreadable files fail before hours of work.
        var cases = Cases(options, cancellationToken).Where((_, index) => options.Takes(index));
        var total = Check(cases);
        if (options.Pooled)
        {
            return PooledBench.Run(cases, options, cancellationToken);
        }

        if (options.Panel)
        {
            cases = [.. PanelPart.Share(cases.Where(one => one.Flaw is null), cancellationToken)];
        }

        // The first fits also compile code, most of it for a series with a season.
        _ = Methods.Forecasts(cases.Where(one => one.Flaw is null).MaxBy(one => one.SeasonLength)!, options.Without, cancellationToken);
        var scores = new Dictionary<string, MethodScore?>[total];
        var done = 0;
        await Parallel.ForEachAsync(
            cases.Where(one => one.Flaw is null).Index().Chunk(options.WithR ? TogetherInR : 1),
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken },
            async (chunk, stop) =>
            {
                IReadOnlyList<ForecastCase> known = [.. chunk.Select(one => one.Item)];
                known = options.WithR ? await RMethods.ForecastAsync(known, stop) : known;
                foreach (var (index, one) in chunk.Select(one => one.Index).Zip(known))
                {
                    scores[index] = Methods.Forecasts(one, options.Without, stop).ToDictionary(
                        method => method.Method,
                        method => method.Forecast is { } forecast
                            ? new MethodScore(ForecastScore.Of(one, forecast), method.Seconds)
                            : null);
                    Console.WriteLine($"{Interlocked.Increment(ref done)} of {total}: {one.Name}");
                }
            });
        var bar = Array.ConvertAll(scores, series => series[Methods.Bar]!.Score);
        AccuracyTable.Write(scores[0].Keys.Select(method => AccuracyRow.Of(method, scores.Select(series => series[method]), bar))
            .OfType<AccuracyRow>());
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
        return total > flawed
            ? total - flawed
            : throw new SetupException("There is no series to score; give a folder of CSV files, or a sample that takes some.");
    }
}
