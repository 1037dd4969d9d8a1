using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Core.Series.Csv;

namespace Backtest.Files;

/// <summary>
/// Reads series from a file of any kind that is read: text, a workbook, a Parquet file, or one of these compressed by gzip.
/// </summary>
public static class SeriesFile
{
    // The size of a packed file does not show its memory. Reading more files at a time than there are cores would not be faster.
    private static readonly SemaphoreSlim Unpacking = new(Environment.ProcessorCount);

    /// <summary>Reads the series of a file; see <see cref="SeriesReader.Read"/>.</summary>
    /// <param name="content">The file's bytes.</param>
    /// <param name="name">Name of the upload, valid by <see cref="SeriesName"/>.</param>
    /// <param name="columns">What is said of the file.</param>
    /// <param name="limits">How much to accept.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InputException">The first thing that is wrong, with its place in the file.</exception>
    public static IReadOnlyList<TimeSeries> Read(
        ReadOnlyMemory<byte> content, string name, ColumnChoice columns, CsvLimits limits, CancellationToken cancellationToken)
    {
        var file = Inspect(content, name, columns, limits, cancellationToken);
        return file.FirstProblem is { } problem ? throw new InputException(problem) : file.Series;
    }

    /// <summary>Reads a file as far as it can be read; see <see cref="SeriesReader.Inspect"/>.</summary>
    /// <inheritdoc cref="Read"/>
    /// <returns>How it was read, with its series or the first thing that is wrong.</returns>
    /// <exception cref="InputException">It is of a kind that is not read, damaged or too large, or no table.</exception>
    public static FileContent Inspect(
        ReadOnlyMemory<byte> content, string name, ColumnChoice columns, CsvLimits limits, CancellationToken cancellationToken)
    {
        if (!SeriesText.IsPacked(content.Span))
        {
            return InspectOne(content, name, columns, limits, cancellationToken);
        }

        Unpacking.Wait(cancellationToken);
        try
        {
            return InspectOne(content, name, columns, limits, cancellationToken);
        }
        finally
        {
            Unpacking.Release();
        }
    }

    private static FileContent InspectOne(
        ReadOnlyMemory<byte> content, string name, ColumnChoice columns, CsvLimits limits, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var text = SeriesText.Of(content, columns.Sheet, limits, cancellationToken);
        try
        {
            var file = text.Origin.Translate(SeriesReader.Inspect(text.Text, name, columns, limits, cancellationToken));
            return file with { Reading = file.Reading with { Notes = [.. text.Notes, .. file.Reading.Notes] } };
        }
        catch (InputException problem) when (text.Origin.IsWritten)
        {
            throw new InputException(text.Origin.Translate(problem.Problem)) { IsTooLarge = problem.IsTooLarge };
        }
    }
}
