using System.Text.Json;
using Backtest.Core.Models.Arima;
using Backtest.Core.Models.Garch;
using Backtest.Core.Numerics;
using Backtest.Core.Problems;
using Backtest.Core.Tests.Reference;

namespace Backtest.Core.Tests.Models.Garch;

/// <summary>GARCH(1,1) against fGarch::garchFit, and against series from a known process.</summary>
public sealed class GarchTests
{
    private static readonly JsonElement File = ReferenceFile.Read("r_garch.json");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("dem2gbp", GarchDistribution.Normal)]
    [InlineData("dem2gbp", GarchDistribution.StudentT)]
    [InlineData("DAXret100", GarchDistribution.Normal)]
    [InlineData("DAXret100", GarchDistribution.StudentT)]
    public void Coefficients_and_variances_are_those_of_fGarch(string series, GarchDistribution distribution)
    {
        var expected = File.GetProperty("results")
            .GetProperty($"{series}|fGarch|{(distribution == GarchDistribution.Normal ? "norm" : "std")}");
        var coefficients = expected.GetProperty("coef");
        double Coefficient(string name) => coefficients.GetProperty(name).GetDouble();

        // fGarch estimates the mean with the rest; given its mean, the rest is the same.
        double[] innovations = [.. File.GetProperty("series").GetProperty(series).Doubles().Select(value => value - Coefficient("mu"))];
        var model = GarchFitter.Fit(innovations, distribution, Stop);

        Assert.True(model.LogLikelihood >= expected.GetProperty("loglik").GetDouble() - 1e-3);
        Assert.Equal(expected.GetProperty("loglik").GetDouble(), model.LogLikelihood, 0.02);
        Assert.Equal(Coefficient("omega"), model.Omega, 1e-3);
        Assert.Equal(Coefficient("alpha1"), model.Alpha, 2e-3);
        Assert.Equal(Coefficient("beta1"), model.Beta, 2e-3);
        if (distribution == GarchDistribution.StudentT)
        {
            Assert.Equal(Coefficient("shape"), model.Shape!.Value, 0.02);
        }

        // The variances of the first innovations and the standard deviations of the next ones.
        Assert.All(expected.GetProperty("h_t_head")
            .Doubles(), (variance, t) => Assert.Equal(variance, model.NextVariance(innovations.AsSpan(0, t)), 5e-3 * variance));
        var next = model.NextVariance(innovations);
        foreach (var deviation in expected.GetProperty("pred_sd").Doubles())
        {
            Assert.Equal(deviation, Math.Sqrt(next), 5e-3 * deviation);
            next = model.Expected(next);
        }
    }

    [Theory]
    [InlineData(GarchDistribution.Normal)]
    [InlineData(GarchDistribution.StudentT)]
    public void The_parameters_of_a_simulated_process_are_recovered(GarchDistribution distribution)
    {
        var truth = new GarchModel(distribution, 0.1, 0.15, 0.75, distribution == GarchDistribution.StudentT ? 6 : null, 1, 0);
        var estimates = Enumerable.Range(1, 20)
            .Select(seed => GarchFitter.Fit(Simulate(truth, 3000, (ulong)seed), distribution, Stop))
            .ToList();

        AssertUnbiased(0.1, [.. estimates.Select(one => one.Omega)]);
        AssertUnbiased(0.15, [.. estimates.Select(one => one.Alpha)]);
        AssertUnbiased(0.75, [.. estimates.Select(one => one.Beta)]);
    }

    [Theory]
    [InlineData(GarchDistribution.Normal)]
    [InlineData(GarchDistribution.StudentT)]
    public void Intervals_follow_the_variance_and_cover_what_they_say(GarchDistribution distribution)
    {
        var truth = new GarchModel(distribution, 0.05, 0.2, 0.75, distribution == GarchDistribution.StudentT ? 5 : null, 1, 0);
        var (inside, count) = (0, 0);
        var widths = new List<double>();
        for (var seed = 1UL; seed <= 20; seed++)
        {
            var y = Simulate(truth, 1200, 100 + seed);
            var model = ArimaFitter.Fit(y.AsSpan(0, 1000), new ArimaSpec { Garch = distribution, Constant = false }, Stop);
            for (var origin = 1000; origin < y.Length; origin += 5)
            {
                var interval = model.Forecast(y.AsSpan(0, origin), 1, [0.95]).Intervals[0];
                inside += interval.Lower[0] <= y[origin] && y[origin] <= interval.Upper[0] ? 1 : 0;
                widths.Add(interval.Upper[0] - interval.Lower[0]);
                count++;
            }
        }

        Assert.InRange((double)inside / count, 0.93, 0.97);
        Assert.True(widths.Max() > 3 * widths.Min());
    }

    [Fact]
    public void An_ARIMA_with_it_restores_to_the_same_forecasts_and_its_long_horizon_variance_is_the_mean_one()
    {
        var y = Simulate(new GarchModel(GarchDistribution.Normal, 0.1, 0.15, 0.75, null, 1, 0), 800, 4);
        var model = ArimaFitter.Fit(y, new ArimaSpec { P = 1, Garch = GarchDistribution.Normal }, Stop);

        var restored = JsonSerializer.Deserialize<ArimaModel>(JsonSerializer.Serialize(model))!;

        Assert.Equal(model.FromState(20, [0.9]).Intervals[0].Upper, restored.FromState(20, [0.9]).Intervals[0].Upper);
        Assert.Equal(model.Forecast(y, 20, [0.9]).Intervals[0].Upper, restored.FromState(20, [0.9]).Intervals[0].Upper);
        var far = model.FromState(500, [0.9]).Intervals[0];
        var mean = model.Garch!.Omega / (1 - model.Garch.Persistence) / (1 - (model.Phi[0] * model.Phi[0]));
        Assert.Equal(2 * 1.6448536269514722 * Math.Sqrt(mean), far.Upper[^1] - far.Lower[^1], 1e-6);
    }

    [Fact]
    public void Too_few_innovations_are_a_reason() =>
        Assert.Contains("at least 50", Assert.Throws<FitException>(() => ArimaFitter.Fit(
            [.. Enumerable.Range(0, 30).Select(t => Math.Sin(t * t))], new ArimaSpec { Garch = GarchDistribution.Normal }, Stop)).Message);

    private static void AssertUnbiased(double truth, double[] estimates)
    {
        var mean = estimates.Average();
        var error = Math.Sqrt(estimates.Sum(value => (value - mean) * (value - mean)) / (estimates.Length - 1) / estimates.Length);
        Assert.InRange(mean, truth - (3.5 * error), truth + (3.5 * error));
    }

    private static double[] Simulate(GarchModel model, int count, ulong seed)
    {
        var random = new SeededRandom(seed);
        var variance = model.Omega / (1 - model.Persistence);
        var result = new double[count];
        for (var t = -200; t < count; t++)
        {
            var innovation = Math.Sqrt(variance) * Draw(random, model.Shape);
            if (t >= 0)
            {
                result[t] = innovation;
            }

            variance = model.Next(variance, innovation);
        }

        return result;
    }

    // Of variance 1; Student's t as a normal number over the root of a mean of squared ones.
    private static double Draw(SeededRandom random, double? shape)
    {
        var normal = random.NextNormal();
        if (shape is not { } degrees)
        {
            return normal;
        }

        var squares = Enumerable.Range(0, (int)degrees).Sum(_ => Math.Pow(random.NextNormal(), 2));
        return normal / Math.Sqrt(squares / degrees) * Math.Sqrt((degrees - 2) / degrees);
    }
}
