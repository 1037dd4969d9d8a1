using System.Runtime.CompilerServices;
using Backtest.Files.Archives;
using Parquet;
using Parquet.Schema;

namespace Backtest.Runs.Exports;

/// <summary>
/// Writes tables as Parquet, one row group after the other. Times are timestamps without a zone, as in the series, or instants in UTC
/// if they have offsets from UTC.
/// </summary>
internal static class TableParquet
{
    /// <summary>Content type of Parquet.</summary>
    public const string ContentType = "application/vnd.apache.parquet";

    // A few megabytes.
    private const int RowsOfGroup = 50_000;

    /// <summary>Writes a table.</summary>
    /// <param name="stream">The output.</param>
    /// <param name="table">The table.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    public static async Task WriteAsync(Stream stream, RunTable table, CancellationToken cancellationToken)
    {
        using var output = new DeferredStream(stream);
        ParquetWriter? writer = null;
        DataField[] fields = [];
        try
        {
            await foreach (var rows in GroupsAsync(table, cancellationToken).ConfigureAwait(false))
            {
                if (writer is null)
                {
                    // All columns of times have one type.
                    var areInstants = rows.Exists(row => row.Any(cell => cell is DateTimeOffset { Offset.Ticks: not 0 }));
                    fields = [.. table.Columns.Select((name, column) => Field(name, table.Types[column], rows, column, areInstants))];
                    writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), output, cancellationToken: cancellationToken)
                        .ConfigureAwait(false);
                }

                using var group = writer.CreateRowGroup();
                for (var column = 0; column < fields.Length; column++)
                {
                    await WriteAsync(group, fields[column], rows, column, cancellationToken).ConfigureAwait(false);
                }

                group.CompleteValidate();
            }
        }
        finally
        {
            if (writer is not null)
            {
                await writer.DisposeAsync().ConfigureAwait(false);
            }
        }

        await output.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    // At least one, so that a table without rows has its columns.
    private static async IAsyncEnumerable<List<IReadOnlyList<object?>>> GroupsAsync(
        RunTable table, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (rows, isFirst) = (new List<IReadOnlyList<object?>>(), true);
        await foreach (var row in table.Rows.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            rows.Add(row);
            if (rows.Count == RowsOfGroup)
            {
                yield return rows;
                (rows, isFirst) = ([], false);
            }
        }

        if (rows.Count > 0 || isFirst)
        {
            yield return rows;
        }
    }

    // The series of a panel share a step, so the first one determines the type of times.
    private static DataField Field(
        string name, CellType type, List<IReadOnlyList<object?>> rows, int column, bool areInstants) => type switch
        {
            CellType.Text => new DataField<string>(name),
            CellType.Number => new DataField<double?>(name),
            CellType.Time when rows.Count == 0 || rows[0][column] is DateTimeOffset => new DateTimeDataField(
                name,
                DateTimeFormat.Timestamp,
                isAdjustedToUTC: areInstants,
                unit: DateTimeTimeUnit.Micros,
                isNullable: true),
            _ => new DataField<int?>(name),
        };

    private static async Task WriteAsync(
        ParquetRowGroupWriter group, DataField field, List<IReadOnlyList<object?>> rows, int column, CancellationToken cancellationToken)
    {
        if (field is DateTimeDataField)
        {
            var times = rows.Select(row => ((DateTimeOffset?)row[column])?.UtcDateTime).ToArray();
            await group.WriteAsync<DateTime>(field, times, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        else if (field.ClrType == typeof(double))
        {
            var numbers = rows.Select(row => (double?)row[column]).ToArray();
            await group.WriteAsync<double>(field, numbers, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        else if (field.ClrType == typeof(int))
        {
            var counts = rows.Select(row => (int?)row[column]).ToArray();
            await group.WriteAsync<int>(field, counts, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await group.WriteAsync(field, rows.ConvertAll(row => (string)row[column]!)).ConfigureAwait(false);
        }
    }
}
