using Backtest.Core.Problems;

namespace Backtest.Core.Series.Csv;

/// <summary>A file of series, whose cells are found once for all that is asked of it.</summary>
public sealed class CsvFile
{
    private readonly CsvTable _table;
    private readonly long _bytes;
    private readonly CsvLimits _limits;

    private CsvFile(CsvTable table, long bytes, CsvLimits limits) => (_table, _bytes, _limits) = (table, bytes, limits);

    /// <summary>Finds the cells.</summary>
    /// <param name="content">The file's bytes.</param>
    /// <param name="limits">How much to accept.</param>
    /// <param name="cancellationToken">Stops this, and the reading of series.</param>
    /// <exception cref="InputException">It is not a table.</exception>
    public static CsvFile Open(ReadOnlyMemory<byte> content, CsvLimits limits, CancellationToken cancellationToken) =>
        new(CsvTable.Parse(TextDecoder.ToUtf8(content), limits, cancellationToken), content.Length, limits);

    /// <summary>What it looks like.</summary>
    public CsvOutline Outline() => CsvOutline.Of(_table);

    /// <summary>Reads its series; see <see cref="SeriesReader"/>.</summary>
    /// <param name="name">Name of the upload, valid by <see cref="SeriesName"/>.</param>
    /// <param name="columns">Which columns to read.</param>
    /// <returns>One series, or in the long format one per id, in the order of their first rows.</returns>
    /// <exception cref="InputException">The first thing that is wrong, with its line.</exception>
    public IReadOnlyList<TimeSeries> Series(string name, ColumnChoice columns)
    {
        SeriesReader.CheckBytes(_bytes, _limits);
        return SeriesReader.Read(_table, name, columns, _limits);
    }
}
