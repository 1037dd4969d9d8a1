using Backtest.Core.Numerics;

namespace Backtest.Core.Tests.Numerics;

public sealed class GoldenSectionTests
{
    [Theory]
    [InlineData(0.25)]
    [InlineData(-3)]
    [InlineData(7)]
    public void It_finds_the_minimum_between_the_bounds(double minimum) => Assert.Equal(
        Math.Clamp(minimum, -1, 2), GoldenSection.Minimum(x => (x - minimum) * (x - minimum), -1, 2, 40), 1e-7);
}
