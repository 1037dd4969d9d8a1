using System.IO.Compression;
using System.Text;
using Backtest.Core.Series;
using Backtest.Testing.Workbooks;

namespace Backtest.Files.Tests.Archives;

public sealed class GunzipTests
{
    private static readonly byte[] Csv =
        Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 20_000).Select(row => $"{row},{(row * 7919L) % 100_003}\n")));

    [Fact]
    public void Text_and_workbooks_come_back_as_they_were()
    {
        Assert.Equal(Csv, Reading.Read(Compress(Csv)).Text.ToArray());
        Assert.Equal([.. Csv, .. Csv], Reading.Read([.. Compress(Csv), .. Compress(Csv)]).Text.ToArray());
        Assert.Equal(["1"], Reading.Lines(Compress(WorkbookBuilder.Of(WorkbookBuilder.Number("1")))));
    }

    // Each of these could be misread as a shorter file.
    [Fact]
    public void What_ends_early_is_refused()
    {
        var whole = Compress(Csv);
        for (var length = 2; length < whole.Length; length += Math.Max(1, whole.Length / 200))
        {
            Assert.Contains("damaged", Reading.Refusal(whole[..length]).What, StringComparison.Ordinal);
        }

        Assert.Contains("damaged", Reading.Refusal([.. whole, .. whole[..^20]]).What, StringComparison.Ordinal);
        Assert.Contains("damaged", Reading.Refusal([.. whole, 1, 2, 3]).What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_checksum_is_refused()
    {
        var damaged = Compress(Csv);
        damaged[^7] ^= 1;

        Assert.Contains("damaged", Reading.Refusal(damaged).What, StringComparison.Ordinal);
    }

    [Fact]
    public void What_inflates_to_too_much_is_refused_while_it_is_read()
    {
        var limits = new CsvLimits { MaxBytes = 1_000_000 };

        // A thousandth of the size after inflating.
        var zeros = Compress(new byte[200_000_000]);

        var allocated = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("larger than 1,000,000 bytes", Reading.Refusal(zeros, limits: limits).What, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, 10_000_000);
        Assert.Equal(1_000_000, Reading.Read(Compress(Encoding.ASCII.GetBytes(new string('1', 1_000_000))), limits: limits).Text.Length);
        Assert.Contains(
            "larger",
            Reading.Refusal(Compress(Encoding.ASCII.GetBytes(new string('1', 1_000_001))), limits: limits).What,
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_compressed_twice_is_refused() =>
        Assert.Contains("twice", Reading.Refusal(Compress(Compress(Csv))).What, StringComparison.Ordinal);

    internal static byte[] Compress(byte[] bytes)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Optimal))
        {
            gzip.Write(bytes);
        }

        return stream.ToArray();
    }
}
