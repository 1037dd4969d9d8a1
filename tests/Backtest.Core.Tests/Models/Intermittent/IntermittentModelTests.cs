using System.Text.Json;
using Backtest.Core.Models;
using Backtest.Core.Models.Intermittent;
using Backtest.Core.Problems;
using Backtest.Core.Tests.Models.ExponentialSmoothing;
using Backtest.Core.Tests.Reference;

namespace Backtest.Core.Tests.Models.Intermittent;

public sealed class IntermittentModelTests
{
    private static readonly JsonElement Reference = ReferenceFile.Read("statsforecast_intermittent.json").GetProperty("results");

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, Reference.GetArrayLength())];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_forecast_agrees_with_statsforecast(int index)
    {
        var values = Reference[index].GetProperty("values").Doubles();
        double Expected(string name) => Reference[index].GetProperty(name).GetDouble();

        Assert.Equal(Expected("croston"), Mean(values, IntermittentMethod.Croston), 1e-9);
        Assert.Equal(Expected("sba"), Mean(values, IntermittentMethod.Sba), 1e-9);
        Assert.Equal(Expected("tsb01"), Mean(values, IntermittentMethod.Tsb), 1e-9);
        Assert.Equal(Expected("tsb02"), Mean(values, IntermittentMethod.Tsb, 0.2), 1e-9);
        Assert.Equal(Expected("adida"), Mean(values, IntermittentMethod.Adida), 1e-5);
        Assert.Equal(Expected("imapa"), Mean(values, IntermittentMethod.Imapa), 1e-5);
    }

    [Fact]
    public void Intervals_are_quantiles_of_the_demands()
    {
        // Half of the values are 0 and the others 2 or 6, so that 10 % of the distribution lie at 0 and 5 % at 6 times a factor.
        double[] values = [.. Enumerable.Range(0, 400).Select(t => t % 2 == 0 ? 0.0 : t % 4 == 1 ? 2 : 6)];
        var forecast = Forecast(values, IntermittentMethod.Tsb, 0.8, 0.95);

        Assert.Equal(2, forecast.Point[0], 0.5);
        Assert.Equal([0, 0, 0], forecast.Intervals[0].Lower);
        Assert.Equal(0, forecast.Intervals[1].Lower[0]);
        Assert.InRange(forecast.Intervals[0].Upper[0], 6, 7);
        Assert.Equal(forecast.Intervals[0].Upper[0], Math.Round(forecast.Intervals[0].Upper[0]));
    }

    [Fact]
    public void Intervals_of_counts_cover_their_share_and_never_go_below_zero()
    {
        var random = new Random(5);
        double Demand() => random.NextDouble() < 0.3 ? 1 + Math.Floor(-5 * Math.Log(1 - random.NextDouble())) : 0;
        foreach (var method in Enum.GetValues<IntermittentMethod>())
        {
            var (covered, above) = (0, 0);
            for (var k = 0; k < 400; k++)
            {
                double[] values = [.. Enumerable.Range(0, 200).Select(_ => Demand())];
                var interval = Forecast(values, method, 0.95).Intervals[0];
                var next = Demand();
                covered += interval.Lower[0] <= next && next <= interval.Upper[0] ? 1 : 0;
                above += next > interval.Upper[0] ? 1 : 0;

                Assert.True(interval.Lower[0] >= 0);
            }

            // No lower bound is above 0, so that 2.5 % are to lie above the interval.
            Assert.Equal(400, covered + above);
            Assert.InRange(above, 0, 22);
        }
    }

    [Theory]
    [InlineData(IntermittentMethod.Croston)]
    [InlineData(IntermittentMethod.Tsb)]
    [InlineData(IntermittentMethod.Adida)]
    [InlineData(IntermittentMethod.Imapa)]
    public void Odd_series_give_finite_forecasts_or_a_reason(IntermittentMethod method)
    {
        foreach (var (name, values) in OddSeries.All)
        {
            try
            {
                var forecast = Forecast(values, method, 0.95);

                Assert.All(forecast.Point, point => Assert.True(double.IsFinite(point) && point >= 0, name));
                Assert.All(
                    forecast.Intervals[0].Lower.Zip(forecast.Intervals[0].Upper),
                    bounds => Assert.True(bounds.First <= bounds.Second, name));
            }
            catch (FitException problem)
            {
                Assert.NotEmpty(problem.Message);
            }
        }
    }

    [Fact]
    public void What_is_constant_is_forecast_as_it_is_and_what_is_missing_left_out()
    {
        foreach (var method in Enum.GetValues<IntermittentMethod>())
        {
            Assert.Equal(0, Mean(new double[20], method));
            var croston = method == IntermittentMethod.Sba ? 0.95 * 4 : 4;
            Assert.Equal(croston, Mean([.. Enumerable.Repeat(4.0, 20)], method), 1e-9);
            Assert.Equal(Mean([0, 3, 0, 0, 5, 0, 2], method), Mean([0, 3, double.NaN, 0, 0, 5, 0, double.NaN, 2], method), 1e-12);
        }

        Assert.Contains(
            "position 3 is -1", Assert.Throws<FitException>(() => Mean([0, 2, -1, 4], IntermittentMethod.Croston)).Message);
    }

    private static double Mean(double[] values, IntermittentMethod method, double alpha = IntermittentSpec.UsualAlpha) =>
        ModelFitter.Fit(new IntermittentSpec(method, alpha), values, TestContext.Current.CancellationToken)
            .Forecast(values, 1, []).Point[0];

    private static Forecast Forecast(double[] values, IntermittentMethod method, params double[] levels) =>
        ModelFitter.Fit(new IntermittentSpec(method), values, TestContext.Current.CancellationToken).Forecast(values, 3, levels);
}
