using System.Buffers;
using System.Text;
using System.Text.Json;
using Backtest.Storage;

namespace Backtest.Runs.Exports;

/// <summary>Writes tables as text, row by row.</summary>
internal static class TextTableWriter
{
    private const int FlushedBytes = 64 * 1024;

    // If times have a time of day, one of the first rows does.
    private const int HeadRows = 1_000;

    /// <summary>Writes a table as CSV. All of its times are written in one form, with or without a time of day.</summary>
    /// <param name="stream">The output.</param>
    /// <param name="table">The table.</param>
    /// <param name="mark">The decimal mark.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    public static async Task WriteCsvAsync(Stream stream, RunTable table, DecimalMark mark, CancellationToken cancellationToken)
    {
        var text = new StreamWriter(stream, new UTF8Encoding(false), FlushedBytes, leaveOpen: true);
        await using (text.ConfigureAwait(false))
        {
            await text.WriteAsync(CsvText.Line(table.Columns, mark).AsMemory(), cancellationToken).ConfigureAwait(false);
            var head = new List<IReadOnlyList<object?>>();
            var hasTimesOfDay = false;
            await foreach (var row in table.Rows.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                if (head.Count == HeadRows)
                {
                    await WriteAsync(row).ConfigureAwait(false);
                    continue;
                }

                head.Add(row);
                hasTimesOfDay |= CsvText.HasTimeOfDay(row);
                if (head.Count == HeadRows)
                {
                    await WriteHeadAsync().ConfigureAwait(false);
                }
            }

            if (head.Count < HeadRows)
            {
                await WriteHeadAsync().ConfigureAwait(false);
            }

            async Task WriteHeadAsync()
            {
                foreach (var row in head)
                {
                    await WriteAsync(row).ConfigureAwait(false);
                }
            }

            Task WriteAsync(IReadOnlyList<object?> row) =>
                text.WriteAsync(CsvText.Line(row, mark, hasTimesOfDay).AsMemory(), cancellationToken);
        }
    }

    /// <summary>Writes a table with a JSON object per line, without missing values.</summary>
    /// <param name="stream">The output.</param>
    /// <param name="table">The table.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    public static async Task WriteLinesAsync(Stream stream, RunTable table, CancellationToken cancellationToken)
    {
        var content = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(content, new JsonWriterOptions { Encoder = Documents.Json.Encoder });
        await foreach (var row in table.Rows.ConfigureAwait(false))
        {
            json.WriteStartObject();
            for (var column = 0; column < row.Count; column++)
            {
                if (row[column] is { } cell)
                {
                    json.WritePropertyName(table.Columns[column]);
                    JsonSerializer.Serialize(json, cell, cell.GetType(), Documents.Json);
                }
            }

            json.WriteEndObject();
            json.Flush();
            json.Reset();
            content.Write("\n"u8);
            if (content.WrittenCount >= FlushedBytes)
            {
                await stream.WriteAsync(content.WrittenMemory, cancellationToken).ConfigureAwait(false);
                content.ResetWrittenCount();
            }
        }

        await stream.WriteAsync(content.WrittenMemory, cancellationToken).ConfigureAwait(false);
    }
}
