using System.Text;

namespace Backtest.Reports.Tests;

public sealed class SealedReportTests
{
    private static readonly byte[] Report = SealedReport.Write(
        $"<!doctype html><html><head>{SealedReport.Mark}</head><body>{string.Concat(Enumerable.Range(0, 200).Select(k => $"<p>{k * k}</p>"))}</body></html>");

    [Fact]
    public void A_report_is_whole_as_it_was_written_and_no_change_of_it_is()
    {
        Assert.True(SealedReport.IsWhole(Report));
        var random = new Random(1);
        for (var k = 0; k < 2_000; k++)
        {
            var changed = Report.ToList();
            var (at, length) = (random.Next(Report.Length), random.Next(1, 200));
            length = Math.Min(length, Report.Length - at);
            switch (random.Next(5))
            {
                case 0:
                    changed[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    changed.RemoveRange(at, changed.Count - at);
                    break;
                case 2:
                    changed.RemoveRange(at, length);
                    break;
                case 3:
                    changed.InsertRange(random.Next(Report.Length), Report.AsSpan(at, length).ToArray());
                    break;
                default:
                    changed.RemoveRange(0, at + 1);
                    break;
            }

            Assert.False(SealedReport.IsWhole(changed.ToArray()), $"Change {k}");
        }

        Assert.False(SealedReport.IsWhole([]));
        Assert.False(SealedReport.IsWhole(new byte[Report.Length]));
    }

    [Theory]
    [InlineData("<!doctype html><html lang=\"en\"><body>as earlier versions wrote it</body></html>", true)]
    [InlineData("<!doctype html><html lang=\"en\"><body>as earlier versions wr", false)]
    [InlineData("{ \"no\": \"report\" }", false)]
    public void A_report_of_an_earlier_version_has_no_checksum_and_is_whole_from_its_first_word_to_its_last(string report, bool isWhole) =>
        Assert.Equal(isWhole, SealedReport.IsWhole(Encoding.UTF8.GetBytes(report)));
}
