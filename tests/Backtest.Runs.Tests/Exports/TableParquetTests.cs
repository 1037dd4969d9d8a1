using System.IO.Compression;
using Backtest.Runs.Exports;
using Parquet;
using Parquet.Schema;

namespace Backtest.Runs.Tests.Exports;

/// <summary>Tables as Parquet, read back with the library.</summary>
public sealed class TableParquetTests
{
    private static readonly string[] Columns = ["unique_id", "ds", "rank", "yhat", "reason"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // More rows than a row group holds, with some missing cells.
    [Fact]
    public async Task It_reads_back_as_the_lines_of_the_CSV()
    {
        List<object?[]> rows = [.. Enumerable.Range(0, 60_000).Select(k => new object?[]
        {
            $"Köln {k / 60}", new DateTimeOffset(2019, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(k % 60), k % 3 == 0 ? null : k,
            k % 5 == 0 ? null : Math.Sqrt(k), k % 7 == 0 ? "It did not fit." : null,
        })];

        var (cells, groups, isUtc) = await ReadAsync(await WriteAsync(rows));

        Assert.Equal((2, false), (groups, isUtc));
        Assert.Equal(rows.Select(row => CsvText.Line(row)), Enumerable.Range(0, rows.Count).Select(row => CsvText.Line(
            [.. cells.Select(column => column[row] is DateTime time ? new DateTimeOffset(time, TimeSpan.Zero) : column[row])])));
    }

    [Fact]
    public async Task Times_with_offsets_are_instants()
    {
        var summer = new DateTimeOffset(2024, 7, 1, 12, 0, 0, TimeSpan.FromHours(2));

        var (cells, _, isUtc) = await ReadAsync(await WriteAsync([["a", summer, 1, 1.0, null]]));

        Assert.True(isUtc);
        Assert.Equal(summer.UtcDateTime, cells[1][0]);
    }

    // Forecasts of the summer from a cutoff in the winter of London.
    [Fact]
    public async Task All_times_of_a_table_have_one_type()
    {
        var cutoff = new DateTimeOffset(2024, 3, 30, 0, 0, 0, TimeSpan.Zero);
        object?[] row = [new DateTimeOffset(2024, 4, 1, 0, 0, 0, TimeSpan.FromHours(1)), cutoff];
        using var file = new MemoryStream();
        await TableParquet.WriteAsync(file, RunTable.Of(["ds", "cutoff"], new[] { row }.ToAsyncEnumerable()), Stop);

        await using var reader = await ParquetReader.CreateAsync(new MemoryStream(file.ToArray()), cancellationToken: Stop);

        Assert.All(
            reader.Schema.DataFields,
            field => Assert.True(field.SchemaElement?.LogicalType?.TIMESTAMP?.IsAdjustedToUTC == true, field.Name));
    }

    [Fact]
    public async Task Series_without_times_have_places_and_a_table_without_rows_its_columns()
    {
        var (cells, _, _) = await ReadAsync(await WriteAsync([["a", 7, 1, 1.0, null]]));
        Assert.Equal(7, cells[1][0]);

        (cells, _, _) = await ReadAsync(await WriteAsync([]));
        Assert.Equal(Columns.Length, cells.Count);
        Assert.All(cells, Assert.Empty);
    }

    private static async Task<byte[]> WriteAsync(IEnumerable<object?[]> rows)
    {
        using var content = new MemoryStream();

        // A stream that cannot seek, like that of an HTTP response.
        await using (var forward = new BrotliStream(content, CompressionLevel.NoCompression, leaveOpen: true))
        {
            await TableParquet.WriteAsync(forward, RunTable.Of(Columns, rows.ToAsyncEnumerable()), Stop);
        }

        content.Position = 0;
        using var written = new MemoryStream();
        await using var all = new BrotliStream(content, CompressionMode.Decompress);
        await all.CopyToAsync(written, Stop);
        return written.ToArray();
    }

    private static async Task<(List<List<object?>> Cells, int Groups, bool IsUtc)> ReadAsync(byte[] file)
    {
        await using var reader = await ParquetReader.CreateAsync(new MemoryStream(file), cancellationToken: Stop);
        Assert.Equal(Columns, reader.Schema.DataFields.Select(field => field.Name));
        var cells = Columns.Select(_ => new List<object?>()).ToList();
        for (var number = 0; number < reader.RowGroupCount; number++)
        {
            using var group = reader.OpenRowGroupReader(number);
            foreach (var (column, field) in reader.Schema.DataFields.Index())
            {
                cells[column].AddRange(field.ClrType == typeof(double) ? await CellsAsync<double>(group, field)
                    : field.ClrType == typeof(int) ? await CellsAsync<int>(group, field)
                    : field.ClrType == typeof(DateTime) ? await CellsAsync<DateTime>(group, field)
                    : (await CellsAsync<ReadOnlyMemory<char>>(group, field)).Select(text => (object?)text?.ToString()));
            }
        }

        return (cells, reader.RowGroupCount, reader.Schema.DataFields[1].SchemaElement?.LogicalType?.TIMESTAMP?.IsAdjustedToUTC == true);
    }

    private static async Task<IEnumerable<object?>> CellsAsync<T>(ParquetRowGroupReader group, DataField field)
        where T : struct
    {
        var (values, levels) = (new T[group.RowCount], new int[group.RowCount]);
        await group.ReadRawAsync<T>(field, values, levels.AsMemory(), null, Stop);
        var next = 0;
        return [.. levels.Select(level => level == field.MaxDefinitionLevel ? (object?)values[next++] : null)];
    }
}
