using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Files.Tables;
using Parquet;
using Parquet.Schema;

namespace Backtest.Files.Columnar;

/// <summary>Reads a Parquet file: its columns in order, with their names as the first line.</summary>
internal static class ParquetFile
{
    // The name that pandas gives an index without a name.
    private const string UnnamedIndex = "__index_level_";

    private const string Damage = "The Parquet file is damaged.";

    /// <summary>Reads a file.</summary>
    /// <param name="content">The file.</param>
    /// <param name="limits">How much to accept.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InputException">It is damaged or too large, or has columns that a table cannot have.</exception>
    public static ExtractedText Read(ReadOnlyMemory<byte> content, CsvLimits limits, CancellationToken cancellationToken)
    {
        try
        {
            using var stream = FileFooter.Rewrite(content);

            // Everything is in memory, so nothing blocks.
            return ReadAsync(stream, content, limits, cancellationToken).GetAwaiter().GetResult();
        }
        catch (Exception problem) when (problem is not (InputException or OperationCanceledException))
        {
            // On damaged files, the decoders of the library throw many kinds of exceptions.
            throw new InputException(Damage, null, "Write it again and send all of it.");
        }
    }

    /// <summary>The problem of a file that is too large after unpacking.</summary>
    internal static InputException TooLarge() =>
        new(
            "The Parquet file is too large when unpacked.",
            null,
            "Send only the columns with times, ids and values.")
        { IsTooLarge = true };

    private static async Task<ExtractedText> ReadAsync(
        Stream stream, ReadOnlyMemory<byte> content, CsvLimits limits, CancellationToken cancellationToken)
    {
        await using var reader = await ParquetReader.CreateAsync(
            stream,
            new ParquetOptions { TreatByteArrayAsString = true, UseDateOnlyTypeForDates = true },
            cancellationToken: cancellationToken).ConfigureAwait(false);
        var notes = new List<string>();
        var fields = Fields(reader, notes);
        var rows = reader.RowGroups.Sum(group => group.RowCount);
        if (fields.Count == 0 || rows == 0)
        {
            throw new InputException("The Parquet file has no rows.", null, "Write one with a row per observation.");
        }

        var table = new TableText(TextOrigin.Columns, limits, cancellationToken);
        table.BeginRow(1);
        for (var column = 0; column < fields.Count; column++)
        {
            table.AddText(column, fields[column].Name);
        }

        if (rows > limits.MaxRows || rows * fields.Count > limits.MaxCells)
        {
            throw new InputException(
                string.Create(CultureInfo.InvariantCulture, $"The file has {rows} rows and {fields.Count} columns."),
                null,
                string.Create(CultureInfo.InvariantCulture, $"At most {limits.MaxRows} rows and {limits.MaxCells} cells are allowed."));
        }

        var left = ColumnCells.MaxBytesFor(limits);
        foreach (var group in reader.RowGroups)
        {
            var columns = new List<ColumnCells>(fields.Count);
            foreach (var field in fields)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var chunk = group.GetMetadata(field)?.MetaData;
                if (chunk is null || chunk.NumValues != group.RowCount)
                {
                    throw new InvalidDataException();
                }

                left -= DataPages.Check(content.Span, chunk, left);
                columns.Add(await ColumnCells.ReadAsync(group, field, cancellationToken).ConfigureAwait(false));
            }

            for (var row = 0; row < group.RowCount; row++)
            {
                table.BeginRow(table.Row + 1);
                for (var column = 0; column < columns.Count; column++)
                {
                    columns[column].WriteNext(table, column);
                }
            }
        }

        return table.ToText(notes);
    }

    private static List<DataField> Fields(ParquetReader reader, List<string> notes)
    {
        var indexes = IndexColumns(reader);
        var fields = new List<DataField>();
        foreach (var field in reader.Schema.Fields)
        {
            if (field is not DataField { IsArray: false, MaxRepetitionLevel: 0 } data || !ColumnCells.CanRead(data))
            {
                throw new InputException(
                    $"The column has {(field is StructField ? "structures" : field is MapField ? "maps" : field is DataField { IsArray: false } ? "bytes or durations" : "lists")}, which cannot be cells of a table.",
                    $"column '{field.Name}'",
                    "Write the file without it, or with a column for each of its values.");
            }

            // The index numbers the rows, and is not a value.
            if (indexes.Contains(data.Name)
                && data.Name.StartsWith(UnnamedIndex, StringComparison.Ordinal)
                && (data.ClrType == typeof(long) || data.ClrType == typeof(int)))
            {
                notes.Add("The unnamed index, which numbers the rows, was left out.");
                continue;
            }

            fields.Add(data);
        }

        return fields;
    }

    // pandas notes which columns were an index.
    private static HashSet<string> IndexColumns(ParquetReader reader)
    {
        if (reader.CustomMetadata.GetValueOrDefault("pandas") is not { } text)
        {
            return [];
        }

        try
        {
            return [.. (JsonNode.Parse(text)?["index_columns"] as JsonArray
                ?? []).Where(name => name?.GetValueKind() == JsonValueKind.String).Select(name => (string)name!)];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
