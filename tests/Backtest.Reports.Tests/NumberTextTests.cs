namespace Backtest.Reports.Tests;

public sealed class NumberTextTests
{
    [Theory]
    [InlineData(0.0004, "p < 0.001")]
    [InlineData(0.001, "p = 0.001")]
    [InlineData(0.5, "p = 0.500")]
    [InlineData(1, "p = 1.000")]
    public void A_p_value_is_never_shown_as_nothing(double p, string shown) => Assert.Equal(shown, NumberText.PValue(p));
}
