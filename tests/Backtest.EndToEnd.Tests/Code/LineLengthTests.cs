using System.Text.RegularExpressions;

namespace Backtest.EndToEnd.Tests.Code;

/// <summary>The length of lines.</summary>
public sealed partial class LineLengthTests
{
    private const int Most = 140;

    [Fact]
    public void Lines_have_at_most_140_characters_not_counting_texts_in_quotes()
    {
        var files = SourceFiles.In("src", "tests", "bench", "eng");
        Assert.InRange(files.Count, 300, 3_000);

        Assert.Empty(files.SelectMany(file => TooLong(File.ReadAllText(file)).Select(line => $"{file}:{line}")));
    }

    [Fact]
    public void Lines_of_the_page_have_at_most_140_characters_not_counting_texts_in_quotes()
    {
        var files = SourceFiles.OfPage();
        Assert.InRange(files.Count, 50, 500);

        Assert.Empty(files.SelectMany(file => TooLongOfPage(File.ReadAllText(file)).Select(line => $"{file}:{line}")));
    }

    [Theory]
    [InlineData(140, "", 0)]
    [InlineData(141, "", 1)]
    [InlineData(130, "\"a text that is longer than ten characters\"", 0)]
    [InlineData(130, "`a text that is longer than ten characters`", 0)]
    [InlineData(130, "a text that is longer than ten characters", 1)]
    public void A_line_of_the_page_that_is_too_long_is_found(int length, string rest, int expected) =>
        Assert.Equal(expected, TooLongOfPage(new string('x', length) + rest).Count());

    [Theory]
    [InlineData(140, "", 0)]
    [InlineData(141, "", 1)]
    [InlineData(100, "\"a text of more than forty characters, which no one would part in two\"", 0)]
    [InlineData(141, "\"a text\"", 1)]
    [InlineData(141, "\n\"\"\"\n{ \"a\": 1 }\n\"\"\"", 1)]
    [InlineData(
        0,
        "\"\"\"\n{ \"horizon\": 6, \"windows\": 3, \"lstm\": { \"lookBack\": [12, 24], \"units\": [32, 48, 64], \"epochs\": 200 }, "
            + "\"arima\": { \"p\": [0, 1], \"d\": 1 } }\n\"\"\"",
        0)]
    public void A_line_that_is_too_long_is_found(int length, string rest, int expected) =>
        Assert.Equal(expected, TooLong(new string('x', length) + rest).Count());

    private static IEnumerable<int> TooLong(string text)
    {
        var isRaw = false;
        foreach (var (index, line) in text.Split('\n').Index())
        {
            if (!isRaw && QuotedPattern().Replace(line.TrimEnd('\r'), "").Length > Most)
            {
                yield return index + 1;
            }

            isRaw ^= RawPattern().Count(line) % 2 == 1;
        }
    }

    private static IEnumerable<int> TooLongOfPage(string text) => text.Split('\n').Index()
        .Where(line => TemplatePattern().Replace(QuotedPattern().Replace(line.Item.TrimEnd('\r'), ""), "").Length > Most)
        .Select(line => line.Index + 1);

    [GeneratedRegex("\\$*\"\"\".*?\"\"\"|\\$*\"(?:[^\"\\\\]|\\\\.)*\"")]
    private static partial Regex QuotedPattern();

    [GeneratedRegex("`(?:[^`\\\\]|\\\\.)*`")]
    private static partial Regex TemplatePattern();

    [GeneratedRegex("\"{3,}")]
    private static partial Regex RawPattern();
}
