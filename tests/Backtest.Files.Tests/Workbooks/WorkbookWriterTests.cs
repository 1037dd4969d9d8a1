using System.Globalization;
using System.IO.Compression;
using System.Xml.Linq;
using Backtest.Files.Workbooks;
using MiniExcelLibs;

namespace Backtest.Files.Tests.Workbooks;

public sealed class WorkbookWriterTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Another_library_reads_numbers_as_numbers_times_as_times_and_texts_as_they_were()
    {
        var random = new Random(5);
        var rows = Enumerable.Range(0, 300).Select(k => (object?[])
        [
            $"shop {k % 3}",
            new DateTimeOffset(1900, 3, 1, 0, 0, 0, TimeSpan.FromHours(2)).AddDays(k * 151),
            new DateTimeOffset(2024, 3, 31, 0, 0, 0, TimeSpan.Zero).AddMinutes(k * 15),
            k % 7 == 0 ? null : (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-12, 15)),
            k,
        ]).ToList();

        var read = (await ReadAsync(["unique_id", "day", "ds", "yhat", "step"], rows)).ToList();

        Assert.Equal(["unique_id", "day", "ds", "yhat", "step"], read[0]);
        Assert.Equal(
            rows.Select(row => row.Select(cell => cell switch
            {
                DateTimeOffset time => time.DateTime,
                int whole => (double)whole,
                _ => cell,
            })),
            read.Skip(1));
    }

    [Theory]
    [InlineData("=1+1")]
    [InlineData("$=1+1")]
    [InlineData("=HYPERLINK(\"http://x\",\"y\")")]
    [InlineData("-1")]
    [InlineData("007")]
    [InlineData("2024-01-01")]
    [InlineData(" a  b ")]
    [InlineData("<a href=\"x\">&amp;</a>")]
    [InlineData("zwei\nZeilen\tund mehr")]
    [InlineData("Füße, 销售, 🚲")]
    [InlineData("")]
    public async Task A_text_stays_a_text_whatever_it_looks_like(string text)
    {
        using var stream = await WriteAsync(["id"], [[text]]);
        using var zip = new ZipArchive(stream);
        using var part = zip.GetEntry("xl/worksheets/sheet1.xml")!.Open();
        var sheet = XDocument.Load(part, LoadOptions.PreserveWhitespace);
        XNamespace main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        var cell = sheet.Descendants(main + "c").Single(cell => cell.Attribute("r")!.Value == "A2");

        Assert.Equal(("inlineStr", text), (cell.Attribute("t")!.Value, cell.Value));
        Assert.Empty(sheet.Descendants(main + "f"));
    }

    // ECMA-376's escapes for characters that XML cannot contain: part 1, section 22.9.2.19.
    [Theory]
    [InlineData("a\u0001b", "a_x0001_b")]
    [InlineData("a\rb", "a_x000D_b")]
    [InlineData("_x0041_", "_x005F_x0041_")]
    public async Task What_XML_cannot_hold_is_coded_and_read_back(string text, string coded)
    {
        using var stream = await WriteAsync(["id", "y"], [[text, 1.5]]);
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true))
        {
            using var part = new StreamReader(zip.GetEntry("xl/worksheets/sheet1.xml")!.Open());
            Assert.Contains($">{coded}<", await part.ReadToEndAsync(Stop), StringComparison.Ordinal);
        }

        Assert.Equal(text, Assert.Single(stream.Query(useHeaderRow: true)).id);
    }

    [Fact]
    public async Task What_is_written_is_read_as_an_upload()
    {
        var start = new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var rows = Enumerable.Range(0, 50)
            .Select(k => (object?[])["Nord", start.AddHours(k), Math.Round(100 * Math.Sin(k), 2)])
            .ToList();

        using var stream = await WriteAsync(["unique_id", "ds", "y"], rows);

        Assert.Equal(
            ["unique_id,ds,y", .. rows.Select(row => string.Create(
                CultureInfo.InvariantCulture,
                $"{row[0]},{(DateTimeOffset)row[1]!:yyyy-MM-dd HH:mm:ss},{row[2]}"))],
            Reading.Lines(stream.ToArray()).Select(line => line.Replace("-01,", "-01 00:00:00,", StringComparison.Ordinal)
                .Replace("-02,", "-02 00:00:00,", StringComparison.Ordinal).Replace("-03,", "-03 00:00:00,", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_table_that_a_sheet_cannot_hold_goes_on_in_the_next()
    {
        using var stream = new MemoryStream();
        await WorkbookWriter.WriteAsync(
            stream, ["n"], Enumerable.Range(0, 10).Select(k => (object?[])[k]).ToAsyncEnumerable(), mostRows: 5, Stop);

        Assert.Equal(["Sheet1", "Sheet2", "Sheet3"], stream.GetSheetNames());
        Assert.Equal(
            Enumerable.Range(0, 10).Select(k => (double)k),
            stream.GetSheetNames().SelectMany(sheet => stream.Query(useHeaderRow: true, sheetName: sheet)).Select(row => (double)row.n));
    }

    [Fact]
    public async Task A_stream_that_must_be_awaited_gets_the_same()
    {
        var rows = Enumerable.Range(0, 20_000).Select(k => (object?[])[$"s{k % 7}", k * 0.1]).ToList();
        using var expected = await WriteAsync(["id", "y"], rows);
        using var awaited = new AwaitedStream();

        await WorkbookWriter.WriteAsync(awaited, ["id", "y"], rows.ToAsyncEnumerable(), Stop);

        Assert.Equal(expected.ToArray(), awaited.ToArray());
    }

    private static async Task<IEnumerable<IEnumerable<object?>>> ReadAsync(
        IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<object?>> rows)
    {
        using var stream = await WriteAsync(columns, rows);
        return stream.Query().Select(row => (IEnumerable<object?>)((IDictionary<string, object?>)row).Values).ToList();
    }

    private static async Task<MemoryStream> WriteAsync(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<object?>> rows)
    {
        var stream = new MemoryStream();
        await WorkbookWriter.WriteAsync(stream, columns, rows.ToAsyncEnumerable(), Stop);
        stream.Position = 0;
        return stream;
    }

    // Like the answer of a server.
    private sealed class AwaitedStream : MemoryStream
    {
        public override bool CanSeek => false;

        public override void Write(byte[] buffer, int offset, int count) => throw new InvalidOperationException("It is to be awaited.");

        public override void Write(ReadOnlySpan<byte> buffer) => throw new InvalidOperationException("It is to be awaited.");

        public override void Flush() => throw new InvalidOperationException("It is to be awaited.");

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            base.Write(buffer.ToArray(), 0, buffer.Length);
            return ValueTask.CompletedTask;
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
