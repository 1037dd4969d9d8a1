using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Core.Series.Csv;
using Backtest.Engineering;

namespace Backtest.Bench.Accuracy;

/// <summary>CSV files, read like the product's uploads, with one or several series each.</summary>
internal static class CsvFiles
{
    // The horizon if neither the command nor the season determines one.
    private const int UsualHorizon = 12;

    /// <summary>Reads the series of a folder, file by file in the order of their names.</summary>
    /// <param name="options">The folder and the horizons.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="SetupException">A file cannot be read; the message has its name and the line.</exception>
    public static IEnumerable<ForecastCase> Read(AccuracyOptions options, CancellationToken cancellationToken) =>
        Directory.GetFiles(options.Folder!, "*.csv")
            .Order(StringComparer.Ordinal)
            .SelectMany(file => SeriesOf(file, cancellationToken).Select(series =>
        {
            var season = series.Spacing?.NaturalSeasonLength ?? 1;
            var usual = Math.Clamp(season > 1 ? season : UsualHorizon, 1, Math.Max(1, series.Length / 10));
            var test = Math.Max(0, series.Length - (options.HorizonOf(Path.GetFileNameWithoutExtension(file)) ?? usual));
            return new ForecastCase(series.Name, season, series.Values[..test], series.Values[test..]);
        }));

    private static IReadOnlyList<TimeSeries> SeriesOf(string file, CancellationToken cancellationToken)
    {
        try
        {
            return SeriesReader.Read(
                File.ReadAllBytes(file), Path.GetFileNameWithoutExtension(file), new ColumnChoice(), new CsvLimits(), cancellationToken);
        }
        catch (InputException problem)
        {
            throw new SetupException($"{file}: {problem.Message}");
        }
    }
}
