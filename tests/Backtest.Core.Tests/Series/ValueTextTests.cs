using Backtest.Core.Series;

namespace Backtest.Core.Tests.Series;

public sealed class ValueTextTests
{
    [Theory]
    [InlineData(new[] { 112.0, 622 }, 450.13, "450")]
    [InlineData(new[] { 23456.78, 101.5 }, 450.129, "450.13")]
    [InlineData(new[] { 23456.78, 101.5 }, -12345.678, "-12,345.68")]
    [InlineData(new[] { 0.0, 1, 5 }, 1.23456, "1.23")]
    [InlineData(new[] { 0.00012, 0.0003 }, 0.000123456, "0.0001235")]
    [InlineData(new[] { 3.141592653589793, 27.1 }, 12.3456789, "12.35")]
    [InlineData(new[] { 1.5e13, 26_957_123_456_789 }, 26_957_123_456_788.6, "26,957,123,456,789")]
    [InlineData(new[] { 1e15, 2e15 }, 1.5e15, "1.5e15")]
    [InlineData(new[] { 112.0, double.NaN }, -0.2, "0")]
    [InlineData(new double[0], 1.5, "1.50")]
    public void A_forecast_has_as_many_digits_as_the_data(double[] data, double value, string text) =>
        Assert.Equal(text, ValueText.Of(data).Show(value));
}
