using System.Text.Json;
using Backtest.Core.Models;
using Backtest.Core.Models.Arima;
using Backtest.Core.Numerics;
using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Core.Tests.Reference;

namespace Backtest.Core.Tests.Models.Arima;

/// <summary>Regression with ARIMA errors against R's arima with xreg.</summary>
public sealed class RegressionTests
{
    private static readonly JsonElement File = ReferenceFile.Read("r_arima_regression.json");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<int> Cases => [0, 1, 2, 3];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Coefficients_likelihood_and_forecasts_are_Rs(int index)
    {
        var expected = File.GetProperty("cases")[index];
        var r = expected.GetProperty("r");
        var spec = ArimaReference.Spec(expected.GetProperty("spec").GetString()!) with { Covariates = ["law", "price"] };

        var history = History.Of(DriverDeaths());
        var model = ArimaFitter.Fit(history, spec, Stop);

        Assert.True(model.LogLikelihood!.Value >= r.GetProperty("loglik").GetDouble() - 1e-3, $"{model.LogLikelihood!.Value}");
        Assert.Equal(r.GetProperty("loglik").GetDouble(), model.LogLikelihood!.Value, 0.02);
        Assert.Equal(r.GetProperty("aic").GetDouble(), model.Aic!.Value, 0.05);
        var (coefficients, errors) = (r.GetProperty("coef").Doubles(), r.GetProperty("se").Doubles());
        double[] actual = [.. model.Phi, .. model.Theta, .. model.SeasonalPhi, .. model.SeasonalTheta, .. model.Constant is { } mean
            ? [mean]
            : Array.Empty<double>(), .. model.Effect!.Coefficients];
        for (var k = 0; k < coefficients.Length; k++)
        {
            Assert.Equal(coefficients[k], actual[k], 0.03 * errors[k]);
        }

        Assert.All(model.Effect.StandardErrors, (error, k) => Assert.Equal(errors[^(2 - k)], error, 0.1 * errors[^(2 - k)]));
        var forecast = model.Forecast(history, 6, [0.95]);
        Assert.All(r.GetProperty("pred").Doubles(), (value, h) => Assert.Equal(value, forecast.Point[h], 1e-3));
        Assert.All(r.GetProperty("pred_se")
            .Doubles(), (se, h) => Assert.Equal(se, (forecast.Intervals[0].Upper[h] - forecast.Point[h]) / 1.959963984540054, 0.01 * se));
    }

    [Fact]
    public void A_search_finds_what_a_covariate_adds()
    {
        var random = new SeededRandom(3);
        double[] known = [.. Enumerable.Range(0, 210).Select(_ => random.NextNormal())];
        var level = 0.0;
        double[] y = [.. Enumerable.Range(0, 200).Select(t => (level = (0.7 * level) + (0.3 * random.NextNormal())) + (2 * known[t]))];
        var series = new TimeSeries("x", y, Covariates: [new Covariate("known", known, true)]);

        var model = ArimaFitter.Fit(History.Of(series), new ArimaSpec { Auto = ArimaSearchKind.Stepwise, Covariates = ["known"] }, Stop);

        Assert.Equal(2, model.Effect!.Coefficients[0], 4 * model.Effect.StandardErrors[0]);
        Assert.Equal(0.3, Math.Sqrt(model.Sigma2), 0.05);
        var restored = JsonSerializer.Deserialize<ArimaModel>(JsonSerializer.Serialize(model))!;
        Assert.Equal(
            model.Forecast(History.Of(series), 10, [0.8]).Intervals[0].Upper,
            restored.Forecast(History.Of(series), 10, [0.8]).Intervals[0].Upper);
        var point = model.Forecast(History.Of(series), 10, []).Point;
        Assert.Equal(2 * (known[209] - known[208]), point[9] - point[8], 0.1);
    }

    // A calendar gives dozens of columns.
    [Fact]
    public void Covariates_that_are_left_out_for_the_same_reason_share_a_warning()
    {
        var random = new SeededRandom(5);
        double[] x = [.. Enumerable.Range(0, 80).Select(_ => random.NextNormal())];
        Covariate Column(string name, Func<int, double> at) => new(name, [.. Enumerable.Range(0, 80).Select(at)], true);
        var series = new TimeSeries("x", [.. x.Select(value => (2 * value) + random.NextNormal())], Covariates:
        [
            Column("x", t => x[t]), Column("sin", t => double.SinPi(t / 2.0)), Column("twice", t => 2 * x[t]),
            Column("cos", t => double.CosPi(t / 2.0)), Column("more", t => 1 + x[t]),
        ]);

        var model = ArimaFitter.Fit(
            History.Of(series),
            new ArimaSpec { SeasonalD = 1, Q = 1, Period = 4, Covariates = ["x", "sin", "twice", "cos", "more"] },
            Stop);

        Assert.Equal(
            [
                "The covariates 'sin' and 'cos' do not vary after differencing and are left out of this fit.",
                "The covariates 'twice' and 'more' follow from 'x' and are left out of this fit.",
            ],
            model.Warnings);
    }

    // The next value, the orders and the message; y is a wave plus twice 'first', another wave.
    public static TheoryData<string, ArimaSpec, string> Dependent => new()
    {
        { "constant", new ArimaSpec { P = 1 }, "The covariate 'second' does not vary in the training part and is left out of this fit." },
        { "holiday to come",
            new ArimaSpec { P = 1 },
            "The covariate 'second' does not vary in the training part and is left out of this fit." },
        { "holiday to come",
            new ArimaSpec { D = 1, Q = 1 },
            "The covariate 'second' does not vary in the training part and is left out of this fit." },
        { "holiday to come",
            new ArimaSpec { P = 1, Constant = false },
            "The covariate 'second' does not vary in the training part and is left out of this fit." },
        { "duplicate", new ArimaSpec { P = 1 }, "The covariate 'second' follows from 'first' and is left out of this fit." },
        { "other unit", new ArimaSpec { P = 1 }, "The covariate 'second' follows from 'first' and is left out of this fit." },
        { "other unit", new ArimaSpec { D = 1, Q = 1 }, "The covariate 'second' follows from 'first' and is left out of this fit." },
        { "trend",
            new ArimaSpec { D = 1, Q = 1, Constant = true },
            "The covariate 'second' follows from the drift and is left out of this fit." },
        { "trend",
            new ArimaSpec { SeasonalD = 1, Period = 4, Constant = true },
            "The covariate 'second' follows from the drift and is left out of this fit." },
        { "trend",
            new ArimaSpec { D = 2, Q = 1 },
            "The covariate 'second' does not vary after differencing and is left out of this fit." },
        { "tenths",
            new ArimaSpec { D = 2, Q = 1 },
            "The covariate 'second' does not vary after differencing and is left out of this fit." },
        { "season",
            new ArimaSpec { SeasonalD = 1, Q = 1, Period = 4 },
            "The covariate 'second' does not vary after differencing and is left out of this fit." },
        { "trend and first",
            new ArimaSpec { D = 1, Q = 1, Constant = true },
            "The covariate 'second' follows from the drift and 'first' and is left out of this fit." },
    };

    [Theory]
    [MemberData(nameof(Dependent))]
    public void A_covariate_that_follows_from_what_is_before_it_is_left_out(string kind, ArimaSpec spec, string warning)
    {
        foreach (var withGap in (bool[])[false, true])
        {
            var series = Waves(kind, withGap);
            var model = ArimaFitter.Fit(History.Of(series), spec with { Covariates = ["first", "second"] }, Stop);
            var plain = ArimaFitter.Fit(History.Of(series), spec with { Covariates = ["first"] }, Stop);

            Assert.Equal([warning], model.Warnings);
            Assert.Equal(["first", "second"], model.Effect!.Names);
            Assert.Equal((0, 0), (model.Effect.Coefficients[1], model.Effect.StandardErrors[1]));
            Assert.Equal(2, model.Effect.Coefficients[0], 0.1);
            Assert.Equal(plain.Effect!.Coefficients[0], model.Effect.Coefficients[0], 1e-6);
            Assert.Equal(
                (plain.LogLikelihood!.Value, plain.Aic!.Value, plain.Aicc!.Value, plain.Bic!.Value),
                (model.LogLikelihood!.Value, model.Aic!.Value, model.Aicc!.Value, model.Bic!.Value));
            var restored = JsonSerializer.Deserialize<ArimaModel>(JsonSerializer.Serialize(model))!;
            Assert.Equal(model.Forecast(History.Of(series), 5, [0.8]).Point, restored.Forecast(History.Of(series), 5, [0.8]).Point);
            Assert.Equal(warning, Assert.Single(restored.Warnings));
        }
    }

    [Fact]
    public void Days_of_a_week_that_add_up_to_the_constant_leave_out_the_last()
    {
        var noise = Simulation.Noise(70, 3);
        Covariate[] days = [.. Enumerable.Range(0, 7)
            .Select(day => new Covariate($"d{day}", [.. Enumerable.Range(0, 77).Select(t => t % 7 == day ? 1.0 : 0)], true))];
        var series = new TimeSeries("x", [.. noise.Select((value, t) => (10 * (t % 7)) + value)], Covariates: days);

        var model = ArimaFitter.Fit(History.Of(series), new ArimaSpec { P = 1, Covariates = [.. days.Select(day => day.Name)] }, Stop);

        Assert.Equal(
            ["The covariate 'd6' follows from the constant, 'd0', 'd1', 'd2', 'd3', 'd4' and 'd5' and is left out of this fit."],
            model.Warnings);
        Assert.All(model.Forecast(History.Of(series), 7, []).Point, (point, h) => Assert.Equal(10 * h, point, 2.0));

        // Without a constant, all seven are distinguishable.
        Assert.Empty(ArimaFitter.Fit(
            History.Of(series), new ArimaSpec { P = 1, Constant = false, Covariates = [.. days.Select(day => day.Name)] }, Stop).Warnings);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Without_any_covariate_that_is_kept_the_fit_is_a_plain_one(bool isSearch)
    {
        var y = ArimaReference.Series("LakeHuron");
        Covariate[] none = [
            new("five", [.. Enumerable.Repeat(5.0, 110)], true),
            new("holiday", [.. Enumerable.Range(0, 110).Select(t => t == 104 ? 1.0 : 0)], true)];
        var spec = isSearch ? new ArimaSpec { Auto = ArimaSearchKind.Stepwise } : new ArimaSpec { P = 1, Q = 1 };
        var history = History.Of(new TimeSeries("x", y, Covariates: none));

        var model = ArimaFitter.Fit(history, spec with { Covariates = ["five", "holiday"] }, Stop);

        var plain = ArimaFitter.Fit(y, spec, Stop);
        Assert.Equal((plain.LogLikelihood, plain.Aicc, plain.Sigma2), (model.LogLikelihood, model.Aicc, model.Sigma2));
        Assert.Equal(plain.FromState(5, []).Point, model.Forecast(history, 5, []).Point);
        Assert.Equal([0.0, 0], model.Effect!.Coefficients);
        Assert.Contains(
            "The covariates 'five' and 'holiday' do not vary in the training part and are left out of this fit.", model.Warnings);
    }

    // R: auto.arima(y, xreg = 1:72), whose variance divides by the number of values less that of the coefficients.
    [Theory]
    [InlineData(ArimaSearchKind.Stepwise)]
    [InlineData(ArimaSearchKind.Full)]
    public void A_search_takes_a_trend_among_the_covariates_for_one_as_R_does(ArimaSearchKind search)
    {
        var series = new TimeSeries("x", Line, Covariates: [new Covariate("t", [.. Enumerable.Range(1, 78).Select(t => (double)t)], true)]);

        var model = ArimaFitter.Fit(History.Of(series), new ArimaSpec { Auto = search, Covariates = ["t"] }, Stop);

        Assert.Equal("ARIMA(0,0,0) + mean on t", model.Spec.Label);
        Assert.Equal(["The search chose ARIMA(0,0,0) + mean on t."], model.Warnings);
        Assert.Equal(9.15, model.Constant!.Value, 0.005);
        Assert.Equal(0.702, model.Effect!.Coefficients[0], 0.0005);
        Assert.Equal(1.07, model.Sigma2 * 72 / 70, 0.005);
        Assert.Equal(9.15 + (0.702 * 78), model.Forecast(History.Of(series), 6, []).Point[5], 0.1);
    }

    public static TheoryData<string, double> Trends => new()
    {
        { "alone", 0 },
            { "with a wave", 2 },
            { "with a wave before it", 2 },
            { "squared", 0 },
            { "nearly straight", 0 },
            { "in small units", 0 },
            { "with a level shift", 3 },
    };

    // Noise around a trend that is a covariate, with the effect of another covariate.
    [Theory]
    [MemberData(nameof(Trends))]
    public void A_search_tells_a_trend_from_what_else_there_is(string kind, double other)
    {
        for (var seed = 1; seed <= 5; seed++)
        {
            var (noise, jitter) = (Simulation.Noise(100, seed), Simulation.Noise(110, 50 + seed));
            double[] trend = [.. Enumerable.Range(0, 110)
                .Select(t => kind switch { "squared" => t * t / 100.0, "nearly straight" => t + (0.01 * jitter[t]), _ => (double)t })];
            double[] second = [.. Enumerable.Range(0, 110).Select(t => kind == "with a level shift" ? (t < 60 ? 0 : 1) : Math.Sin(t))];
            var unit = kind == "in small units" ? 1e-6 : 1;
            Covariate[] covariates = [new("trend", [.. trend.Select(value => unit * value)], true), new("second", second, true)];
            var series = new TimeSeries(
                "x", [.. noise.Select((value, t) => 5 + (0.5 * trend[t]) + (other * second[t]) + value)], Covariates: covariates);
            string[] names = other == 0 ? ["trend"] : kind == "with a wave before it" ? ["second", "trend"] : ["trend", "second"];

            var model = ArimaFitter.Fit(History.Of(series), new ArimaSpec { Auto = ArimaSearchKind.Stepwise, Covariates = names }, Stop);

            Assert.Equal(0, model.Spec.D);
            Assert.Single(model.Warnings);
            Assert.Equal(0.5 / unit, model.Effect!.Coefficients[names.IndexOf("trend")], 0.05 / unit);
            Assert.Equal(5 + (0.5 * trend[109]) + (other * second[109]), model.Forecast(History.Of(series), 10, []).Point[9], 2.0);
        }
    }

    // A drift is not worth leaving a season undifferenced.
    [Fact]
    public void A_search_beside_a_trend_still_finds_a_season()
    {
        for (var seed = 1; seed <= 5; seed++)
        {
            var (noise, months) = (Simulation.Noise(132, seed), Simulation.Noise(12, 30 + seed));
            double[] y = [.. noise.Select((value, t) => 5 + (0.5 * t) + (10 * months[t % 12]) + value)];
            var history = History.Of(new TimeSeries(
                "x", y[..120], Covariates: [new Covariate("t", [.. Enumerable.Range(0, 132).Select(t => (double)t)], true)]));

            var model = ArimaFitter.Fit(history, new ArimaSpec { Auto = ArimaSearchKind.Stepwise, Period = 12, Covariates = ["t"] }, Stop);

            Assert.Equal(1, model.Spec.SeasonalD);
            Assert.Contains(model.Warnings, warning => warning.StartsWith("The covariate 't' ", StringComparison.Ordinal));
            Assert.InRange(
                Math.Sqrt(model.Forecast(history, 12, []).Point.Select((point, h) => Math.Pow(point - y[120 + h], 2)).Average()), 0, 2.5);
        }
    }

    [Fact]
    public void A_search_differences_errors_that_wander()
    {
        var spec = new ArimaSpec { D = 1 };
        for (var seed = 1; seed <= 5; seed++)
        {
            var (walk, known) = (Simulation.Arima(spec, [], 200, seed), Simulation.Arima(spec, [], 210, 20 + seed));
            var series = new TimeSeries(
                "x", [.. walk.Select((value, t) => value + (3 * known[t]))], Covariates: [new Covariate("known", known, true)]);

            var model =
                ArimaFitter.Fit(History.Of(series), new ArimaSpec { Auto = ArimaSearchKind.Stepwise, Covariates = ["known"] }, Stop);

            Assert.Equal(3, model.Effect!.Coefficients[0], 5 * model.Effect.StandardErrors[0]);
            Assert.InRange(model.Effect.StandardErrors[0], 0.03, 0.15);
        }
    }

    public static TheoryData<ArimaSpec> ErrorModels =>
    [
        new ArimaSpec(), new ArimaSpec { P = 1, Q = 1 }, new ArimaSpec { D = 1, Q = 1 }, new ArimaSpec { D = 1, Constant = true },
        new ArimaSpec { P = 1, SeasonalD = 1, Period = 4 },
        new ArimaSpec { Auto = ArimaSearchKind.Stepwise, Period = 4 },
        new ArimaSpec { P = 1, Method = ArimaMethod.Css },
    ];

    [Theory]
    [MemberData(nameof(ErrorModels))]
    public void A_regression_without_errors_is_continued_without_spread(ArimaSpec spec)
    {
        foreach (var withGap in (bool[])[false, true])
        {
            double[] x = [.. Enumerable.Range(0, 70).Select(t => Math.Round(Math.Sin(t * t), 3))];
            double[] y = [.. Enumerable.Range(0, 60).Select(t => withGap && t is 7 or 8 or 30 ? double.NaN : 4 + (2.5 * x[t]))];
            var history = History.Of(new TimeSeries("x", y, Covariates: [new Covariate("x", x, true)]));

            var model = ArimaFitter.Fit(history, spec with { Covariates = ["x"] }, Stop);

            Assert.Equal((0, null, null), (model.Sigma2, model.LogLikelihood, model.Aicc));
            Assert.Contains("The regression on 'x' reproduces the training values: the forecast has no spread.", model.Warnings);
            var restored = JsonSerializer.Deserialize<ArimaModel>(JsonSerializer.Serialize(model))!;
            var forecast = restored.Forecast(history, 10, [0.95]);
            Assert.All(forecast.Point, (point, h) => Assert.Equal(4 + (2.5 * x[60 + h]), point, 1e-6));
            Assert.Equal(forecast.Intervals[0].Lower, forecast.Intervals[0].Upper);
        }
    }

    [Fact]
    public void A_constant_series_needs_no_covariate()
    {
        double[] x = [.. Enumerable.Range(0, 70).Select(t => Math.Sin(t * t))];
        var history = History.Of(new TimeSeries("x", [.. Enumerable.Repeat(0.1, 60)], Covariates: [new Covariate("x", x, true)]));

        foreach (var spec in (ArimaSpec[])[new() { P = 1 }, new() { D = 1, Q = 1 }, new() { Auto = ArimaSearchKind.Stepwise, Period = 12 }])
        {
            var model = ArimaFitter.Fit(history, spec with { Covariates = ["x"] }, Stop);

            Assert.Equal([0.0], model.Effect!.Coefficients);
            Assert.Equal(0.1, model.Forecast(history, 10, [0.95]).Intervals[0].Upper[9], 1e-12);
        }
    }

    // The maximum of the likelihood is generalised least squares of an AR(1) without the missing values.
    [Fact]
    public void Missing_values_leave_the_coefficients_where_the_likelihood_is_largest()
    {
        var random = new SeededRandom(11);
        double[] known = [.. Enumerable.Range(0, 130).Select(_ => random.NextNormal())];
        var level = 0.0;
        double[] y = [.. Enumerable.Range(0, 120)
            .Select(t => (level = (0.8 * level) + random.NextNormal()) + (2 * known[t]))
            .Select((value, t) => t % 5 == 3 ? double.NaN : value)];
        var spec = new ArimaSpec { P = 1 };

        var model = ArimaFitter.Fit(
            History.Of(new TimeSeries("x", y, Covariates: [new Covariate("known", known, true)])),
            spec with { Covariates = ["known"] },
            Stop);

        double LogLikelihood(double coefficient) =>
            ArimaFitter.Fit([.. y.Select((value, t) => value - (coefficient * known[t]))], spec, Stop).LogLikelihood!.Value;
        var found = model.Effect!.Coefficients[0];
        Assert.Equal(model.LogLikelihood!.Value, LogLikelihood(found), 1e-6);
        Assert.All(
            (double[])[-0.01, -0.002, 0.002, 0.01], change => Assert.True(LogLikelihood(found + change) < model.LogLikelihood.Value));
    }

    [Theory]
    [InlineData(8, true, "The covariates 'c0', 'c1', 'c2', 'c3', 'c4', 'c5', 'c6' and 'c7' are too many for 8 values")]
    [InlineData(6, true, "The covariates 'c0', 'c1', 'c2', 'c3', 'c4', 'c5', 'c6' and 'c7' are too many for 6 values")]
    [InlineData(9, false, "on c0, c1, c2 and 5 more needs at least 11 training values; there are 9")]
    public void More_covariates_than_values_are_named(int length, bool isSearch, string reason)
    {
        Covariate[] covariates = [.. Enumerable.Range(0, 8).Select(k => new Covariate($"c{k}", Simulation.Noise(30, k), true))];
        var history = History.Of(new TimeSeries("x", Simulation.Noise(length, 50), Covariates: covariates));
        var spec = new ArimaSpec
        {
            Auto = isSearch
            ? ArimaSearchKind.Stepwise
            : null,
            Covariates = [.. covariates.Select(covariate => covariate.Name)]
        };

        FitException? problem = null;
        try
        {
            ModelFitter.Fit(spec, history, Stop);
        }
        catch (FitException caught)
        {
            problem = caught;
        }

        Assert.Contains(reason, problem!.Message);
    }

    [Fact]
    public void A_covariate_without_a_value_is_named()
    {
        double[] late = [.. Enumerable.Range(0, 60).Select(t => t < 50 ? double.NaN : t)];
        var series = new TimeSeries("x", Simulation.Noise(60, 1), Covariates: [new Covariate("late", late, true)]);

        Assert.Contains("The covariate 'late' has no value in the training part", Assert.Throws<FitException>(() =>
            ArimaFitter.Fit(History.Of(series)[..48], new ArimaSpec { P = 1, Covariates = ["late"] }, Stop)).Message);
    }

    private static double[] Line { get; } =
    [
        8.98, 11.88, 11.18, 13.23, 12.99, 11.98, 13.54, 17.22, 14.82, 15.23, 18.26, 17.79, 18.39, 20.59, 18.01, 20.93, 20.13,
        20.47, 21.77, 24.47, 23.86, 22.83, 24.27, 27.66, 27.84, 26.39, 30.68, 28.53, 28.38, 30.16, 31.96, 33.35, 33.45, 32.66,
        33.23, 33.01, 35.12, 35.29, 36.85, 36.01, 37.47, 37.8, 38.17, 38.89, 39.76, 40.29, 42.78, 43.0, 42.25, 44.82, 45.29,
        47.19, 46.2, 46.89, 47.1, 48.63, 49.7, 50.08, 50.34, 51.88, 52.09, 52.95, 52.44, 54.31, 53.78, 54.64, 56.36, 59.05,
        58.62, 58.3, 58.82, 60.71,
    ];

    private static TimeSeries Waves(string kind, bool withGap)
    {
        var noise = Simulation.Noise(80, 7);
        double[] first = [.. Enumerable.Range(0, 90).Select(t => Math.Cos(t))];
        double[] second = [.. Enumerable.Range(0, 90).Select(t => kind switch
        {
            "constant" => 0.1,
            "holiday to come" => t == 85 ? 1 : 0,
            "duplicate" => first[t],
            "other unit" => (1.8 * first[t]) + 32,
            "trend" => t,
            "tenths" => 0.1 * t,
            "season" => t % 4,
            _ => first[t] + (3 * t),
        })];
        return new TimeSeries(
            "x",
            [.. noise.Select((value, t) => withGap && t is 20 or 21 or 50 ? double.NaN : (2 * first[t]) + (0.1 * value))],
            Covariates: [new Covariate("first", first, true), new Covariate("second", second, true)]);
    }

    private static TimeSeries DriverDeaths()
    {
        var (law, price) = (File.GetProperty("law").Doubles(), File.GetProperty("price").Doubles());
        return new TimeSeries("deaths", File.GetProperty("values").Doubles(), Covariates:
        [
            new Covariate("law", [.. law, .. law[^6..]], true),
            new Covariate("price", [.. price, .. price[^6..]], true),
        ]);
    }
}
