using System.Text;

namespace Backtest.Core.Tests.Series.Csv.Decoding;

public sealed class FileTextTests
{
    private const string Text = "消费时间,销量\n2020-01-01,1\n2020-01-02,2.5\n2020-01-03,3\n";

    private static readonly double[] OneTwoThree = [1, 2.5, 3];

    public static TheoryData<string> Binary => ["89504E470D0A1A0A0000000D", "504B030414000600", "1F8B080000000000", "FFFFFEFF"];

    [Theory]
    [InlineData("utf-8", true)]
    [InlineData("utf-8", false)]
    [InlineData("utf-16", true)]
    [InlineData("utf-16BE", true)]
    [InlineData("utf-16", false)]
    [InlineData("utf-16BE", false)]
    [InlineData("GB18030", false)]
    public void Every_encoding_is_recognised(string name, bool mark) =>
        Assert.Equal(OneTwoThree, Upload.Read(Encode(name, mark)).Values);

    [Theory]
    [InlineData("utf-32", true)]
    [InlineData("utf-32", false)]
    public void Any_other_is_refused(string name, bool mark) => AssertRefused(Encode(name, mark));

    [Theory]
    [MemberData(nameof(Binary))]
    public void A_binary_file_is_refused(string bytes) => AssertRefused(Convert.FromHexString(bytes));

    [Fact]
    public void Text_that_breaks_its_encoding_is_refused()
    {
        // UTF-16 with half a character at the end, UTF-16 with half a surrogate pair, and a mark of UTF-8 before Windows-1252.
        AssertRefused(Encode("utf-16", true)[..^1]);
        AssertRefused([0xFF, 0xFE, (byte)'1', 0, 0x42, 0xD8, (byte)'\n', 0]);
        AssertRefused([0xEF, 0xBB, 0xBF, .. Encoding.Latin1.GetBytes("Größe\n1\n2\n")]);
    }

    private static void AssertRefused(byte[] bytes)
    {
        var problem = Upload.Problem(bytes);

        Assert.Equal("The file is not text in a known encoding.", problem.What);
        Assert.Contains("UTF-8", problem.Right);
    }

    private static byte[] Encode(string name, bool mark)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var encoding = Encoding.GetEncoding(name);
        return [.. mark ? encoding.GetPreamble() : [], .. encoding.GetBytes(Text)];
    }
}
