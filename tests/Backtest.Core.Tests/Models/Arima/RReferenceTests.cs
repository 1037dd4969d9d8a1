using System.Text.Json;
using Backtest.Core.Models.Arima;
using Backtest.Core.Tests.Reference;

namespace Backtest.Core.Tests.Models.Arima;

/// <summary>Fits against R's <c>arima</c>: log-likelihood, coefficients, variance, forecasts and their standard errors.</summary>
public sealed class RReferenceTests
{
    private static readonly JsonElement Results = ReferenceFile.Read("r_arima_fixed.json").GetProperty("results");
    private static readonly JsonElement Series = ReferenceFile.Read("series.json");

    // The likelihood has several maxima there, and ours is the higher one.
    private static readonly string[] RStopsAtALowerMaximum =
    [
        "AirPassengers|(2,1,2)(0,0,0)[12]|CSS-ML", "AirPassengers|(2,1,2)(0,0,0)[12]|CSS", "AirPassengers|(2,1,1)(0,1,0)[12]|CSS",
    ];

    public static TheoryData<string> Cases => [.. Results.EnumerateObject().Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_fit_equals_Rs(string name)
    {
        var expected = Results.GetProperty(name);
        var spec = Spec(expected);

        var model = ArimaFitter.Fit(Values(expected), spec, TestContext.Current.CancellationToken);

        // R's prior of the values before the first one has a finite variance, ours is the limit of an infinite one:
        // that moves the log-likelihood by up to 2e-5 of itself, as the test of the filter below shows.
        var logLikelihood = expected.GetProperty("loglik").GetDouble();
        var tolerance = 3e-5 * Math.Abs(logLikelihood);
        Assert.True(model.LogLikelihood > logLikelihood - tolerance, $"{model.LogLikelihood} is below R's {logLikelihood}");
        if (RStopsAtALowerMaximum.Contains(name) && model.LogLikelihood > logLikelihood + 1)
        {
            return;
        }

        Assert.Equal(logLikelihood, model.LogLikelihood, tolerance);
        Assert.Equal(1, model.Sigma2 / expected.GetProperty("sigma2").GetDouble() * VarianceLost(expected), 1e-3);
        AssertCoefficients(expected, model);
        var (mean, deviation) = model.Predict(model.State, 12);
        AssertRelative(expected.GetProperty("pred").Doubles(), mean, 1e-4);
        AssertRelative(expected.GetProperty("pred_se").Doubles(), deviation, 1e-3);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_history_gives_the_same_forecasts_as_the_stored_state(string name)
    {
        var expected = Results.GetProperty(name);
        var values = Values(expected);
        var model = ArimaFitter.Fit(values, Spec(expected), TestContext.Current.CancellationToken);

        var restored = JsonSerializer.Deserialize<ArimaModel>(JsonSerializer.Serialize(model))!;

        Assert.Equal(model.Forecast(values, 24, [0.8, 0.95]).Point, restored.FromState(24, [0.8, 0.95]).Point);
        Assert.Equal(model.FromState(24, [0.95]).Intervals[0].Upper, restored.FromState(24, [0.95]).Intervals[0].Upper);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void With_Rs_prior_and_coefficients_the_filter_gives_Rs_likelihood(string name)
    {
        var expected = Results.GetProperty(name);
        var spec = Spec(expected);
        if (spec.Method == ArimaMethod.Css || expected.GetProperty("coef").ValueKind != JsonValueKind.Object)
        {
            return;
        }

        var coefficients = expected.GetProperty("coef").EnumerateObject().ToDictionary(one => one.Name, one => one.Value.GetDouble());
        double[] Pick(string prefix, int count) => [.. Enumerable.Range(1, count).Select(k => coefficients[$"{prefix}{k}"])];
        var given = new ArimaCoefficients(Pick("ar", spec.P), Pick("ma", spec.Q), Pick("sar", spec.SeasonalP), Pick("sma", spec.SeasonalQ), 0);
        var polynomials = LagPolynomials.Of(given, spec.Period);
        var partial = new double[polynomials.Phi.Length];
        Assert.True(PartialAutocorrelations.TryFromCoefficients(polynomials.Phi, partial));
        var filter = new KalmanFilter(polynomials, partial, LagPolynomials.Differencing(spec));
        foreach (var value in Values(expected))
        {
            filter.Step(value - coefficients.GetValueOrDefault("intercept"));
        }

        var n = filter.Counted;
        var logLikelihood = -0.5 * ((n * Math.Log(filter.SumOfSquares / n)) + filter.SumOfLogs + (n * (1 + Math.Log(2 * Math.PI))));
        Assert.Equal(expected.GetProperty("loglik").GetDouble(), logLikelihood, 1e-6);
    }

    private static void AssertCoefficients(JsonElement expected, ArimaModel model)
    {
        // Least squares in R may leave a moving average that is not invertible; ours is the equivalent one that is.
        if (expected.GetProperty("coef").ValueKind != JsonValueKind.Object || VarianceLost(expected) != 1)
        {
            return;
        }

        foreach (var coefficient in expected.GetProperty("coef").EnumerateObject())
        {
            var actual = coefficient.Name switch
            {
                "intercept" => model.Coefficients.Constant,
                ['s', 'a', 'r', .. var k] => model.Coefficients.SeasonalAr[int.Parse(k) - 1],
                ['s', 'm', 'a', .. var k] => model.Coefficients.SeasonalMa[int.Parse(k) - 1],
                ['a', 'r', .. var k] => model.Coefficients.Ar[int.Parse(k) - 1],
                ['m', 'a', .. var k] => model.Coefficients.Ma[int.Parse(k) - 1],
                var other => throw new InvalidOperationException(other),
            };
            var value = coefficient.Value.GetDouble();
            Assert.True(Math.Abs(actual - value) <= 1e-3 * Math.Max(1, Math.Abs(value)), $"{coefficient.Name}: {actual} instead of {value}");
        }
    }

    // 1 for an invertible moving average of order one, else the square of its inverse: what inverting it adds to the variance.
    private static double VarianceLost(JsonElement expected)
    {
        var coefficients = expected.GetProperty("coef");
        return coefficients.ValueKind == JsonValueKind.Object && coefficients.TryGetProperty("ma1", out var theta)
            && !coefficients.TryGetProperty("ma2", out _) && Math.Abs(theta.GetDouble()) > 1
            ? 1 / (theta.GetDouble() * theta.GetDouble())
            : 1;
    }

    private static ArimaSpec Spec(JsonElement expected)
    {
        var order = expected.GetProperty("order").Doubles();
        var seasonal = expected.GetProperty("seasonal").Doubles();
        return new ArimaSpec
        {
            P = (int)order[0],
            D = (int)order[1],
            Q = (int)order[2],
            SeasonalP = (int)seasonal[0],
            SeasonalD = (int)seasonal[1],
            SeasonalQ = (int)seasonal[2],
            Period = expected.GetProperty("period").GetInt32(),
            Method = expected.GetProperty("method").GetString() switch
            {
                "ML" => ArimaMethod.Ml,
                "CSS" => ArimaMethod.Css,
                _ => ArimaMethod.CssMl,
            },
        };
    }

    private static double[] Values(JsonElement expected)
    {
        var name = expected.GetProperty("series").GetString()!;
        return name == "loglynx"
            ? Array.ConvertAll(Series.GetProperty("lynx").GetProperty("values").Doubles(), Math.Log10)
            : Series.GetProperty(name).GetProperty("values").Doubles();
    }

    private static void AssertRelative(double[] expected, double[] actual, double tolerance)
    {
        for (var k = 0; k < expected.Length; k++)
        {
            Assert.True(Math.Abs(actual[k] - expected[k]) <= tolerance * Math.Abs(expected[k]), $"step {k + 1}: {actual[k]} instead of {expected[k]}");
        }
    }
}
