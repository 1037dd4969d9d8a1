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
    public void Letters_and_digits_of_any_script_are_allowed(string name) => Assert.Equal(name, SeriesName.Validate(name));

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
    [InlineData("a%2Fb", "'%' at position 2")]
    public void Anything_else_is_a_problem_that_says_where(string name, string what)
    {
        var problem = Assert.Throws<InputException>(() => SeriesName.Validate(name)).Problem;

        Assert.Contains(what, problem.What);
        Assert.Equal("name", problem.Where);
    }

    [Fact]
    public void A_long_name_is_a_problem() =>
        Assert.Contains("101 characters", Assert.Throws<InputException>(() => SeriesName.Validate(new string('a', 101))).Message);
}
