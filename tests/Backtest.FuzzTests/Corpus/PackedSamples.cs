using System.IO.Compression;
using Backtest.Testing.Workbooks;
using Parquet;
using Parquet.Schema;

namespace Backtest.FuzzTests.Corpus;

/// <summary>Small valid workbooks and Parquet files.</summary>
internal static class PackedSamples
{
    private static readonly DateTime Start = new(2020, 1, 1);

    /// <summary>Workbooks.</summary>
    public static byte[][] Workbooks { get; } =
    [
        new WorkbookBuilder { Formats = ["14", "dd/mm/yyyy hh:mm"],
            Texts = ["<t>date</t>", "<r><t>sal</t></r><r><t>es</t></r>", "<t>時</t><rPh><t>x</t></rPh>"],
            Date1904 = "date1904=\"false\"" }
            .Sheet(WorkbookBuilder.Rows(
            [
                "<c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c><c t=\"s\"><v>2</v></c>",
                .. Enumerable.Range(
                    0,
                    40).Select(
                        row => $"{WorkbookBuilder.Number($"{43831 + row}", 1)}{WorkbookBuilder.Number($"{row}.5")}<c "
                            + $"r=\"E{row + 2}\" t=\"b\"><v>1</v></c>"),
            ]), after: "<mergeCells><mergeCell ref=\"A1:A2\"/></mergeCells>")
            .Sheet(WorkbookBuilder.Rows(WorkbookBuilder.Text("a_x000A_b") + "<c t=\"e\"><v>#N/A</v></c>"), "Other", "hidden")
            .Build(),
        WorkbookBuilder.Of("<c><f>1+1</f><v>2</v></c>", WorkbookBuilder.Text("x")),
    ];

    /// <summary>Parquet files, each with a different compression.</summary>
    public static byte[][] ParquetFiles { get; } =
        [.. new[] { CompressionMethod.None,
            CompressionMethod.Snappy,
            CompressionMethod.Gzip,
            CompressionMethod.Brotli,
            CompressionMethod.Zstd }.Select(codec => WriteAsync(codec).GetAwaiter().GetResult())];

    /// <summary>Changes a part of a workbook, and packs the whole correctly.</summary>
    public static byte[] WithChangedPart(Random random, byte[] workbook, Func<byte[], byte[]> change)
    {
        using var source = new ZipArchive(new MemoryStream(workbook));
        using var stream = new MemoryStream();
        using (var target = new ZipArchive(stream, ZipArchiveMode.Create))
        {
            var changed = source.Entries[random.Next(source.Entries.Count)];
            foreach (var entry in source.Entries)
            {
                using var part = new MemoryStream();
                entry.Open().CopyTo(part);
                using var copy = target.CreateEntry(entry.FullName, CompressionLevel.Fastest).Open();
                copy.Write(entry == changed ? change(part.ToArray()) : part.ToArray());
            }
        }

        return stream.ToArray();
    }

    private static async Task<byte[]> WriteAsync(CompressionMethod codec)
    {
        const int Rows = 60;
        DataField[] fields =
        [
            new DateTimeDataField("ds", DateTimeFormat.Timestamp, isAdjustedToUTC: true, unit: DateTimeTimeUnit.Nanos),
            new DataField<string>("unique_id"),
            new DataField<double?>("y"),
            new DataField<long>("n"),
            new DecimalDataField("price", 12, 2),
        ];
        using var stream = new MemoryStream();
        await using (var writer =
            await ParquetWriter.CreateAsync(new ParquetSchema([.. fields]), stream, new ParquetOptions { CompressionMethod = codec }))
        {
            writer.CustomMetadata = new Dictionary<string, string> { ["pandas"] = "{\"index_columns\": [\"n\"]}" };
            for (var part = 0; part < 2; part++)
            {
                using var group = writer.CreateRowGroup();
                await group.WriteAsync<DateTime>(fields[0], Enumerable.Range(0, Rows).Select(row => Start.AddDays(row)).ToArray());
                await group.WriteAsync(fields[1], [.. Enumerable.Range(0, Rows).Select(row => row % 9 == 0 ? null : $"store {part}")]);
                await group.WriteAsync<double>(fields[2], Enumerable.Range(0, Rows)
                    .Select(row => row % 7 == 0 ? (double?)null : row / 3.0)
                    .ToArray());
                await group.WriteAsync<long>(fields[3], Enumerable.Range(0, Rows).Select(row => (long)row).ToArray());
                await group.WriteAsync<decimal>(fields[4], Enumerable.Range(0, Rows).Select(row => row * 1.25m).ToArray());
                group.CompleteValidate();
            }
        }

        return stream.ToArray();
    }
}
