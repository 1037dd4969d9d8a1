using System.Text.Json;
using Backtest.Core.Models;
using Backtest.Core.Models.Arima;
using Backtest.Core.Models.Garch;
using Backtest.Core.Problems;
using Backtest.Core.Tests.Models.ExponentialSmoothing;
using Backtest.Testing;
using FsCheck.Fluent;

namespace Backtest.Core.Tests.Models.Arima;

/// <summary>Series without innovations, on which R's auto.arima fits a mean, a drift or a seasonal difference with variance 0.</summary>
public sealed class ExactFitTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // The series, its next value, the orders that R fits, and the message for the reader.
    public static TheoryData<string, int, string, string> Kinds => new()
    {
        { "zeros", 1, "ARIMA(0,0,0) + mean", "constant: the forecast is their mean" },
        { "tenths", 12, "ARIMA(0,0,0) + mean", "constant: the forecast is their mean" },
        { "large", 1, "ARIMA(0,0,0) + mean", "constant: the forecast is their mean" },
        { "line", 1, "ARIMA(0,1,0) + drift", "lie on a straight line" },
        { "falling tenths", 12, "ARIMA(0,1,0) + drift", "lie on a straight line" },
        { "season", 4, "ARIMA(0,0,0)(0,1,0)[4]", "repeat exactly every 4 values: the forecast repeats them" },
        { "months", 12, "ARIMA(0,0,0)(0,1,0)[12]", "repeat exactly every 12 values: the forecast repeats them" },
        { "rising season", 12, "ARIMA(0,0,0)(0,1,0)[12] + drift", "repeat exactly every 12 values apart from a constant change" },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_search_fits_a_series_without_innovations_as_R_does(string kind, int period, string label, string warning)
    {
        foreach (var withGaps in (bool[])[false, true])
        {
            foreach (var search in (ArimaSearchKind[])[ArimaSearchKind.Stepwise, ArimaSearchKind.Full])
            {
                var y = Training(kind, withGaps);

                var model = ArimaFitter.Fit(y, new ArimaSpec { Auto = search, Period = period }, Stop);

                Assert.Equal(label, model.Spec.Label);
                Assert.Contains($"The search chose {label}.", model.Warnings);
                AssertExact(model, kind, y, warning);
            }
        }
    }

    public static TheoryData<string, ArimaSpec> Orders => new()
    {
        { "tenths", new ArimaSpec { P = 1, Q = 1 } },
        { "tenths", new ArimaSpec { P = 1, Method = ArimaMethod.Css } },
        { "tenths", new ArimaSpec { P = 2, D = 1, Q = 1 } },
        { "tenths", new ArimaSpec { D = 1, Constant = true } },
        { "tenths", new ArimaSpec { Q = 1, D = 2 } },
        { "tenths", new ArimaSpec { P = 1, SeasonalD = 1, SeasonalQ = 1, Period = 12 } },
        { "zeros", new ArimaSpec { P = 1, Constant = false } },
        { "large", new ArimaSpec { P = 1 } },
        { "line", new ArimaSpec { P = 1, D = 1, Q = 1, Constant = true } },
        { "line", new ArimaSpec { P = 1, D = 2 } },
        { "falling tenths", new ArimaSpec { D = 2, Q = 1 } },
        { "line", new ArimaSpec { D = 1, SeasonalD = 1, SeasonalQ = 1, Period = 12, Q = 1 } },
        { "line", new ArimaSpec { SeasonalD = 1, Period = 4, Constant = true } },
        { "season", new ArimaSpec { P = 1, SeasonalD = 1, Period = 4 } },
        { "months", new ArimaSpec { SeasonalP = 1, SeasonalD = 1, Period = 12, Constant = true } },
        { "rising season", new ArimaSpec { Q = 1, SeasonalD = 1, SeasonalQ = 1, Period = 12, Constant = true } },
        { "rising season", new ArimaSpec { D = 1, Q = 1, SeasonalD = 1, SeasonalQ = 1, Period = 12 } },
    };

    [Theory]
    [MemberData(nameof(Orders))]
    public void Fixed_orders_that_leave_no_innovations_have_none(string kind, ArimaSpec spec)
    {
        foreach (var withGaps in (bool[])[false, true])
        {
            var y = Training(kind, withGaps);

            var model = ArimaFitter.Fit(y, spec, Stop);

            Assert.Equal(spec, model.Spec);
            AssertExact(model, kind, y, "without spread");
            Assert.All(model.Phi.Concat(model.Theta)
                .Concat(model.SeasonalPhi)
                .Concat(model.SeasonalTheta), coefficient => Assert.Equal(0, coefficient));
            Assert.Equal(
                (spec.P, spec.Q, spec.SeasonalP, spec.SeasonalQ),
                (model.Phi.Length, model.Theta.Length, model.SeasonalPhi.Length, model.SeasonalTheta.Length));
        }
    }

    [Fact]
    public void Any_line_with_a_season_is_continued_wherever_its_values_are_missing() => RandomCases.Holds(
        from level in Gen.Choose(-100_000, 100_000)
        from slope in Gen.Choose(-500, 500)
        from season in Gen.Choose(-500, 500).ArrayOf(4)
        from missing in Gen.Choose(8, 59).ListOf(8)
        select (level, slope, season, missing),
        input =>
        {
            double Value(int t) => (input.level + (input.slope * t) + input.season[t % 4]) / 100.0;
            double[] y = [.. Enumerable.Range(0, 60).Select(t => input.missing.Contains(t) ? double.NaN : Value(t))];
            var size = Enumerable.Range(0, 70).Max(t => Math.Abs(Value(t))) + 1;

            var forecast = ArimaFitter.Fit(y, new ArimaSpec { Auto = ArimaSearchKind.Stepwise, Period = 4 }, Stop).Forecast(y, 8, [0.95]);

            Assert.All(forecast.Point, (point, h) => Assert.Equal(Value(60 + h), point, 1e-9 * size));
            Assert.Equal(forecast.Point, forecast.Intervals[0].Upper);
        });

    // R fits ARIMA(0,2,0), which has no constant: a second difference other than 0 becomes its innovations.
    [Fact]
    public void Second_differences_that_are_a_constant_other_than_0_are_the_innovations()
    {
        double[] y = [.. Enumerable.Range(0, 50).Select(t => (1.5 * t * t) + t)];

        var model = ArimaFitter.Fit(y, new ArimaSpec { Auto = ArimaSearchKind.Stepwise, Period = 4 }, Stop);

        Assert.Equal("ARIMA(0,2,0)", model.Spec.Label);
        Assert.Equal(9, model.Sigma2, 1e-9);
        Assert.Equal(y[^1] + (y[^1] - y[^2]), model.FromState(1, []).Point[0], 1e-9);
    }

    // There is no variance only if both sides of a gap are on one path.
    [Fact]
    public void A_series_that_jumps_where_values_are_missing_has_innovations()
    {
        double[] y = [.. Enumerable.Range(0, 40).Select(t => t is 20 or 21 ? double.NaN : t < 20 ? 5.0 : 9.0)];

        foreach (var spec in (ArimaSpec[])[new() { D = 1 }, new() { D = 1, Constant = true }, new() { Auto = ArimaSearchKind.Stepwise }])
        {
            var model = ArimaFitter.Fit(y, spec, Stop);

            Assert.True(model.Sigma2 > 0);
            Assert.NotNull(model.LogLikelihood);
            Assert.True(model.FromState(1, [0.95]).Intervals[0].Upper[0] > 9);
        }
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    [InlineData(-1.0)]
    public void What_is_exact_after_its_transformation_stays_so_after_the_way_back(double lambda)
    {
        double[] y = [.. Enumerable.Range(0, 40).Select(t => BoxCox.Invert((lambda < 0 ? -0.02 : 0.02) * t, lambda))];

        var model = ArimaFitter.Fit(y, new ArimaSpec { Auto = ArimaSearchKind.Stepwise, Lambda = lambda, BiasAdjust = true }, Stop);

        Assert.Contains(
            model.Warnings,
            warning => warning.StartsWith("The transformed training values lie on a straight line", StringComparison.Ordinal));
        var next = BoxCox.Invert((lambda < 0 ? -0.02 : 0.02) * 40, lambda);
        Assert.Equal(next, model.FromState(1, [0.95]).Point[0], 1e-9 * next);
    }

    [Fact]
    public void Innovations_without_variance_have_none_that_changes()
    {
        double[] y = [.. Enumerable.Repeat(7.0, 80)];

        var model = ArimaFitter.Fit(y, new ArimaSpec { P = 1, Garch = GarchDistribution.Normal }, Stop);

        Assert.Null(model.Garch);
        Assert.Contains(model.Warnings, warning => warning.StartsWith("GARCH is left out", StringComparison.Ordinal));
        Assert.Equal(7, model.Forecast(y, 3, [0.95]).Intervals[0].Upper[2]);
    }

    [Fact]
    public void Later_values_move_the_forecasts_as_the_orders_say()
    {
        double[] y = [.. Enumerable.Repeat(7.0, 40)];
        double[] longer = [.. y, 9, 12];

        Assert.Equal(12, ArimaFitter.Fit(y, new ArimaSpec { D = 1, Q = 1 }, Stop).Forecast(longer, 1, [0.95]).Point[0]);
        Assert.Equal(7, ArimaFitter.Fit(y, new ArimaSpec { P = 1 }, Stop).Forecast(longer, 1, [0.95]).Point[0]);
    }

    [Fact]
    public void Odd_series_have_a_sound_fit_or_a_reason()
    {
        ArimaSpec[] specs =
        [
            new() { Auto = ArimaSearchKind.Stepwise, Period = 4 },
            new() { P = 1, Garch = GarchDistribution.Normal },
            new() { D = 1, Q = 1, Constant = true },
            new() { SeasonalD = 1, SeasonalQ = 1, Q = 1, Period = 4 },
            new() { D = 2, Q = 1 },
            new() { P = 1, Guerrero = true, Period = 4, BiasAdjust = true },
        ];
        foreach (var (name, values) in OddSeries.All)
        {
            foreach (var spec in specs)
            {
                try
                {
                    var forecast = ArimaFitter.Fit(values, spec, Stop).Forecast(values, 8, [0.95]);

                    Assert.All(forecast.Point.Concat(forecast.Intervals[0].Lower)
                        .Concat(forecast.Intervals[0].Upper), value => Assert.False(double.IsNaN(value), $"{spec.Label}: {name}"));
                }
                catch (FitException problem)
                {
                    Assert.DoesNotContain("NaN", problem.Message);
                }
            }
        }
    }

    private static double Value(string kind, int t) => kind switch
    {
        "zeros" => 0,
        "tenths" => 0.1,
        "large" => 1e12 + 1,
        "line" => 3 + (2 * t),
        "falling tenths" => 7 - (0.1 * t),
        "season" => (t % 4) switch { 0 => 0.1, 1 => 5.3, 2 => -2.7, _ => 0.3 },
        "months" => Math.Round(10 * Math.Sin(Math.PI * (t % 12) / 6), 1),
        _ => (0.3 * t) + (t % 12 == 11 ? 40 : 0),
    };

    private static double[] Training(string kind, bool withGaps) =>
        [.. Enumerable.Range(0, 60).Select(t => withGaps && t is 0 or 2 or 17 or 18 or 19 or 40 or 58 ? double.NaN : Value(kind, t))];

    private static void AssertExact(ArimaModel model, string kind, double[] y, string warning)
    {
        Assert.Equal(0, model.Sigma2);
        Assert.Equal(
            (null, null, null, null, null), (model.LogLikelihood, model.Aic, model.Aicc, model.Bic, (object?)model.StandardErrors));
        Assert.Equal(y.Count(value => !double.IsNaN(value)) - DifferenceOperator.Order(model.Spec), model.Observations);
        Assert.Contains(model.Warnings, one => one.Contains(warning, StringComparison.Ordinal));
        var size = 1e-5 * (Math.Abs(Value(kind, 0)) + Math.Abs(Value(kind, 71)));
        var residuals = model.Residuals(y);
        Assert.All(residuals.Zip(y), pair => Assert.Equal(double.IsNaN(pair.Second) ? double.NaN : 0, pair.First, size));
        var restored = JsonSerializer.Deserialize<ArimaModel>(JsonSerializer.Serialize(model))!;
        foreach (var forecast in (Forecast[])[
            model.Forecast(y, 12, [0.8, 0.95]), model.FromState(12, [0.8, 0.95]), restored.FromState(12, [0.8, 0.95])])
        {
            Assert.All(forecast.Point, (point, h) => Assert.Equal(Value(kind, 60 + h), point, 1e-4 * size));
            Assert.All(forecast.Intervals, interval => Assert.Equal(interval.Lower, interval.Upper));
            Assert.Equal(forecast.Point, forecast.Intervals[0].Lower);
        }
    }
}
