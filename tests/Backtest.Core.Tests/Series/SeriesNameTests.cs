using Backtest.Core.Problems;
using Backtest.Core.Series;

namespace Backtest.Core.Tests.Series;

public sealed class SeriesNameTests
{
    [Theory]
    [InlineData("sales")]
    [InlineData("air-passengers")]
    [InlineData("shop.A_1")]
    [InlineData("消费时间")]
    [InlineData("Größe2")]
    [InlineData("मासिक-बिक्री")]
    [InlineData("المبيعات")]
    [InlineData("売上ー")]
    [InlineData("二〇二四年")]
    [InlineData("𠮷野家")]
    [InlineData("Gro\u0308ße")]
    public void Letters_and_digits_of_any_script_are_allowed(string name) => Assert.Equal(name, SeriesName.Parse(name));

    [Theory]
    [InlineData("", "0 characters")]
    [InlineData("a/b", "'/' at position 2")]
    [InlineData("a\\b", "'\\' at position 2")]
    [InlineData("..", "'.' at position 1")]
    [InlineData("a..b", "'.' at position 3")]
    [InlineData("a.", "'.' at position 2")]
    [InlineData(".hidden", "'.' at position 1")]
    [InlineData("a b", "' ' at position 2")]
    [InlineData("a\nb", "'U+000A' at position 2")]
    [InlineData("a\u0000", "'U+0000' at position 2")]
    [InlineData("../etc/passwd", "'.' at position 1")]
    [InlineData("-a", "'-' at position 1")]
    [InlineData("\u0308a", "at position 1")]
    [InlineData("a\u202Eb", "at position 2")]
    [InlineData("shop😀", "'U+1F600' at position 5")]
    [InlineData("a%2Fb", "'%' at position 2")]
    public void Anything_else_is_a_problem_that_says_where(string name, string what)
    {
        var problem = Assert.Throws<InputException>(() => SeriesName.Parse(name)).Problem;

        Assert.Contains(what, problem.What);
        Assert.Equal("name", problem.Where);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_a_problem()
    {
        Assert.Contains("'U+D842' at position 2", Assert.Throws<InputException>(() => SeriesName.Parse("a\uD842")).Message);
        Assert.Contains("'U+DFB7' at position 1", Assert.Throws<InputException>(() => SeriesName.Parse("\uDFB7a")).Message);
    }

    [Theory]
    [InlineData("sales", "sales")]
    [InlineData("bad name!", "bad-name")]
    [InlineData("sub/dir", "sub-dir")]
    [InlineData("../etc/passwd", "etc-passwd")]
    [InlineData("売上 2024", "売上-2024")]
    [InlineData("!!!", "series")]
    [InlineData("", "series")]
    [InlineData("a..b.", "a.-b")]
    public void Any_text_has_a_name_that_resembles_it(string text, string expected)
    {
        Assert.Equal(expected, SeriesName.Derive(text));
        Assert.True(SeriesName.TryParse(expected, out _));
        Assert.Equal(text == expected, SeriesName.TryParse(text, out _));
    }

    [Fact]
    public void An_upload_with_an_impossible_name_gets_another_and_the_problem()
    {
        Assert.Equal((SeriesName.Parse("Größe"), null), SeriesName.OfUpload("Größe"));
        var (name, problem) = SeriesName.OfUpload("bad name\u001b[1m");

        Assert.Equal("bad-name-1m", name);
        Assert.Equal(
            "The name of the upload, 'bad name\uFFFD[1m', cannot be the name of a series. The series name has ' ' at position 4.", problem!.What);
        Assert.StartsWith("Upload it as 'bad-name-1m', for example.", problem.Right);
    }

    [Fact]
    public void A_name_may_have_a_hundred_characters() => Assert.Equal(100, SeriesName.Parse(new string('a', 100)).ToString().Length);

    [Fact]
    public void A_longer_name_is_a_problem() =>
        Assert.Contains("101 characters", Assert.Throws<InputException>(() => SeriesName.Parse(new string('a', 101))).Message);
}
