using System.IO.Compression;
using System.Text;
using System.Text.Unicode;
using Backtest.Core.Series;
using Backtest.Files;
using Backtest.Files.Tables;
using Backtest.FuzzTests.Cases;
using Backtest.FuzzTests.Corpus;

namespace Backtest.FuzzTests.Targets;

/// <summary>Workbooks, Parquet files and gzip files, damaged or made to expand.</summary>
public sealed class PackedFilesFuzz
{
    private static readonly CsvLimits Limits = new() { MaxBytes = 100_000, MaxRows = 5_000, MaxColumns = 50, MaxCells = 20_000 };

    private static readonly string[] SheetTokens =
    [
        "<row>",
        "</row>",
        "<row r=\"1048576\">",
        "<c r=\"XFD1\"><v>1</v></c>",
        "<c t=\"s\"><v>0</v></c>",
        "<c t=\"s\"><v>-1</v></c>",
        "<c t=\"d\"><v>x</v></c>",
        "<v>1e999</v>",
        "<v>NaN</v>",
        "<f/>",
        " r=\"A1\"",
        " s=\"1\"",
        " s=\"99\"",
        "<is><t>",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "&#0;",
        "&amp;",
        "&lol;",
        "<!DOCTYPE a [<!ENTITY lol \"lol\">]>",
        "<?x?>",
        "date1904=\"true\"",
        "xmlns=\"x\"",
        "<mergeCell ref=\"A1:A9\"/>",
        "<sheet name=\"b\" r:id=\"rId1\"/>",
        "Target=\"../../x\"",
        "numFmtId=\"14\"",
        "formatCode=\"[h]:mm\"",
        "<si>",
        "<t>a</t>",
        "_x0000_",
        "</worksheet>",
    ];

    [Fact]
    public void Any_workbook_gives_text_or_a_problem() => Fuzzer.Run(Shares.Workbooks, CaseBudget.Small, random =>
    {
        var seed = PackedSamples.Workbooks[random.Next(PackedSamples.Workbooks.Length)];
        var content = random.Next(3) == 0
            ? Mutation.Of(random, seed, PackedSamples.Workbooks, SheetTokens)
            : PackedSamples.WithChangedPart(random, seed, part => Expanded(random, Mutation.Of(random, part, Samples.Series, SheetTokens)));
        CheckText(Packed(random, content));
    });

    [Fact]
    public void Any_Parquet_file_gives_text_or_a_problem() => Fuzzer.Run(Shares.ParquetFiles, CaseBudget.Small, random =>
    {
        var content = (byte[])PackedSamples.ParquetFiles[random.Next(PackedSamples.ParquetFiles.Length)].Clone();
        if (random.Next(4) == 0)
        {
            content = Mutation.Of(random, content, PackedSamples.ParquetFiles, Samples.SeriesTokens);
        }
        else
        {
            // Bytes in the footer and at the beginnings of pages have the largest effect.
            for (var left = 1 + random.Next(4); left > 0; left--)
            {
                var at = random.Next(2) == 0
                    ? content.Length - 1 - random.Next(Math.Min(content.Length, 900))
                    : random.Next(content.Length);
                content[at] = random.Next(3) switch
                {
                    0 =>
                    (byte)random.Next(256),
                    1 =>
                    (byte)(content[at] ^ (1 << random.Next(8))),
                    _ =>
                    0xFF
                };
            }
        }

        CheckText(Packed(random, content));
    });

    // Repetitive content, which takes almost no room in an archive.
    private static byte[] Expanded(Random random, byte[] part)
    {
        if (random.Next(10) > 0)
        {
            return part;
        }

        var at = random.Next(part.Length + 1);
        var filling = Encoding.UTF8.GetBytes(SheetTokens[random.Next(SheetTokens.Length)]);
        return [.. part[..at], .. Enumerable.Repeat(filling, random.Next(200_000)).SelectMany(copy => copy), .. part[at..]];
    }

    private static byte[] Packed(Random random, byte[] content)
    {
        if (random.Next(5) > 0)
        {
            return content;
        }

        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        var packed = stream.ToArray();
        return random.Next(2) == 0 ? packed : Mutation.Of(random, packed, [packed], Samples.SeriesTokens);
    }

    private static void CheckText(byte[] content)
    {
        var file = SeriesText.Of(content, null, Limits, CancellationToken.None);

        Assert.InRange(file.Text.Length, 0, Limits.MaxBytes);
        if (file.Origin.IsWritten)
        {
            Assert.True(Utf8.IsValid(file.Text.Span));
            CheckRows(file);
        }
    }

    private static void CheckRows(ExtractedText file)
    {
        var lines = Encoding.UTF8.GetString(file.Text.Span).Split('\n');
        Assert.Equal("", lines[^1]);
        Assert.InRange(lines.Length, 2, Limits.MaxRows + 2);
        Assert.Single(lines.Where(line => line.Length > 0).Select(Cells).Distinct());
    }

    private static int Cells(string line)
    {
        var (cells, quoted) = (1, false);
        foreach (var character in line)
        {
            quoted ^= character == '"';
            cells += character == ',' && !quoted ? 1 : 0;
        }

        return cells;
    }
}
