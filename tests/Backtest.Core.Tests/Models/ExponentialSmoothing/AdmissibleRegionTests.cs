using Backtest.Core.Models.ExponentialSmoothing;
using Backtest.Core.Numerics;

namespace Backtest.Core.Tests.Models.ExponentialSmoothing;

public sealed class AdmissibleRegionTests
{
    [Fact]
    public void Parameters_are_admissible_exactly_if_the_weight_of_the_past_dies_away()
    {
        var random = new SeededRandom(3);
        var counts = new int[2];
        for (var k = 0; k < 2000; k++)
        {
            var hasTrend = k % 2 == 0;
            var seasonLength = 2 + random.NextBelow(11);
            var alpha = 1.2 * random.NextUniform();
            var parameters = new SmoothingParameters(
                alpha,
                hasTrend ? random.NextUniform() * alpha : 0,
                1.2 * random.NextUniform(),
                hasTrend && k % 4 == 0 ? 0.8 + (0.18 * random.NextUniform()) : 1);
            var growth = Growth(parameters, seasonLength);
            if (Math.Abs(growth) < 1e-3)
            {
                continue;
            }

            var isAdmissible = AdmissibleRegion.Contains(parameters, hasTrend, seasonLength);
            counts[isAdmissible ? 1 : 0]++;
            Assert.Equal(growth < 0, isAdmissible);
        }

        Assert.All(counts, count => Assert.InRange(count, 100, 2000));
    }

    // Log growth per step of the effect of different initial states on one-step forecasts: with all observations 0, the states follow
    // x = (F - g w') x. A level that the season cancels has no effect on forecasts, and is excluded.
    private static double Growth(SmoothingParameters parameters, int seasonLength)
    {
        const int Steps = 3000;
        var season = Enumerable.Range(0, seasonLength).Select(j => Math.Cos(1 + (j * j))).ToArray();
        var recursion = new EtsRecursion(EtsSeason.Additive, parameters, 1.3, parameters.Beta > 0 ? 0.7 : 0, season);
        double early = 0, late = 0;
        for (var t = 0; t < Steps; t++)
        {
            var forecast = recursion.Predict();
            recursion.Advance(-forecast);
            if (t is >= Steps / 6 and < Steps / 3)
            {
                early = Math.Max(early, Math.Abs(forecast));
            }
            else if (t >= Steps * 5 / 6)
            {
                late = Math.Max(late, Math.Abs(forecast));
            }
        }

        return double.IsFinite(late) ? Math.Log((late + 1e-250) / (early + 1e-250)) / (Steps * 2 / 3.0) : 1;
    }
}
