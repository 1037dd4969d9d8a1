using System.Text.Json;
using Backtest.Core.Evaluation;
using Backtest.Core.Evaluation.Probabilistic;
using Backtest.Core.Models;
using Backtest.Core.Models.Arima;
using Backtest.Core.Models.Baselines;
using Backtest.Core.Models.Ensembles;
using Backtest.Core.Models.ExponentialSmoothing;
using Backtest.Core.Models.Intervals;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Theta;
using Backtest.Core.Planning;
using Backtest.Core.Series;
using Backtest.Testing;

namespace Backtest.Core.Tests.Evaluation;

public sealed class NonNegativeTests
{
    private static readonly BacktestProtocol Plain = new() { Horizon = 4, SeasonLength = 1, TestLength = 4, Windows = 3, Step = 2 };

    private static readonly BacktestProtocol NonNegative = Plain with { NonNegative = true };

    public static TheoryData<ModelSpec> Specs =>
    [
        new BaselineSpec(BaselineMethod.Drift),
        new EtsSpec(EtsForm.AAN),
        new ThetaSpec(),
        new ArimaSpec { D = 1, Q = 1, Constant = true },
        new LstmSpec { LookBack = 3, Units = 4, Epochs = 5 },
    ];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void A_line_that_falls_to_0_is_forecast_to_stay_there()
    {
        // 60, 58, ..., 2, then zeros: the drift goes on by -2 and is 4, 2, 0, -2 after 6, and 0, -2, -4, -6 after 2.
        double[] values = [.. Enumerable.Range(0, 40).Select(t => Math.Max(0, 60.0 - (2 * t)))];
        var drift = new BaselineSpec(BaselineMethod.Drift);

        var score = Evaluator.Run(values, drift, NonNegative, Stop).Score!;

        Assert.Equal([4, 2, 0, 0], score.Windows[0].Yhat, Close);
        Assert.Equal([0, 0, 0, 0], score.Windows[1].Yhat, Close);
        Assert.Equal(0, score.Overall.Mae, 1e-12);
        Assert.Equal([4, 2, 0, -2], Evaluator.Run(values, drift, Plain, Stop).Score!.Windows[0].Yhat, Close);
        Assert.Equal([0, 0, 0, 0], Evaluator.RunHoldOut(values, drift, NonNegative, Stop).Score!.Windows[0].Yhat);
    }

    [Theory]
    [MemberData(nameof(Specs))]
    public void Forecasts_and_bounds_are_the_larger_of_0_and_the_models(ModelSpec spec)
    {
        var values = Falling();
        var plain = Evaluator.Run(values, spec, Plain, Stop).Score!;

        var bounded = Evaluator.Run(values, spec, NonNegative, Stop).Score!;

        Assert.Contains(plain.Windows.SelectMany(window => window.Yhat), value => value < 0);
        Assert.Equal(plain.Windows.SelectMany(window => window.Yhat)
            .Select(value => Math.Max(0, value)), bounded.Windows.SelectMany(window => window.Yhat));
        if (plain.Overall.Coverage95 is null)
        {
            return;
        }

        // Coverage and width refer to the bounds clipped at 0.
        var (covered, width, count) = (0, 0.0, 0);
        foreach (var window in RollingOrigin.Windows(values.Length, NonNegative))
        {
            var interval = ModelFitter.Fit(spec, values[..window.TrainingEnd], Stop)
                .Forecast(values[..window.TrainingEnd], 4, [0.95]).Intervals[0];
            for (var h = 0; h < 4; h++, count++)
            {
                var (lower, upper) = (Math.Max(0, interval.Lower[h]), Math.Max(0, interval.Upper[h]));
                covered += lower <= values[window.TestStart + h] && values[window.TestStart + h] <= upper ? 1 : 0;
                width += upper - lower;
            }
        }

        Assert.Equal((double)covered / count, bounded.Overall.Coverage95!.Value, 1e-12);
        Assert.Equal(width / count, bounded.Overall.Width95!.Value, 1e-9);
        Assert.True(bounded.Overall.Width95 < plain.Overall.Width95);
        Assert.True(bounded.Overall.Coverage95 >= plain.Overall.Coverage95);
    }

    [Theory]
    [MemberData(nameof(Specs))]
    public void An_intermittent_series_has_no_forecast_below_0(ModelSpec spec)
    {
        double[] values = [.. Enumerable.Range(0, 60).Select(t => t % 5 == 0 ? 1.0 + (t % 3) : 0)];
        var model = ModelFitter.Fit(spec, values, Stop);
        var calibration = new ConformalIntervals(Evaluator.Run(values, spec, NonNegative, Stop).Score!.Windows);

        var forecast = NonNegative.Finish(model.Forecast(values, 12, [0.8, 0.95]), calibration, [0.8, 0.95]);

        Assert.Equal(12, forecast.Point.Length);
        Assert.Equal(2, forecast.Intervals.Count);
        Assert.All(
            forecast.Point.Concat(forecast.Intervals.SelectMany(interval => interval.Lower.Concat(interval.Upper))),
            value => Assert.True(value >= 0));
        Assert.Contains(
            Plain.Finish(model.Forecast(values, 12, [0.8, 0.95]), calibration, [0.8, 0.95]).Intervals[1].Lower, value => value < 0);
    }

    [Fact]
    public void Intervals_of_past_errors_lie_around_the_forecast_that_is_served()
    {
        // With a half-width w the interval around max(0, -3) is 0 to w, and that around 2 ends at 2 + w.
        var calibration = new ConformalIntervals([new WindowScore(9, 10, [1], [2], null)]);
        var half = calibration.Around([0.0], [0.95])[0].Upper[0];

        var forecast = NonNegative.Finish(new Forecast([-3.0], []), calibration, [0.95]);

        Assert.Equal([0.0, 0, half], [forecast.Point[0], forecast.Intervals[0].Lower[0], forecast.Intervals[0].Upper[0]]);
        Assert.Equal(2 + half, NonNegative.Finish(new Forecast([2.0], []), calibration, [0.95]).Intervals[0].Upper[0], 1e-12);
        Assert.Empty(NonNegative.Finish(new Forecast([-3.0], []), null, [0.95]).Intervals);
    }

    [Fact]
    public void Ranges_below_0_give_their_probability_to_the_first_above()
    {
        RangeProbability[] ranges = [new(null, -2, 0.2), new(-2, 0, 0.1), new(0, 3, 0.4), new(3, null, 0.3)];

        Assert.Equal(
            [new(0, 0, 0), new(0, 0, 0), new(0, 3, 0.2 + 0.1 + 0.4), new(3, null, 0.3)],
            new Forecast([0], [], [ranges]).AtLeastZero().Ranges![0]);
        Assert.Equal(
            [new(0, 1, 0.5), new(1, null, 0.5)], new Forecast([0], [], [[new(null, 1, 0.5), new(1, null, 0.5)]]).AtLeastZero().Ranges![0]);
    }

    [Fact]
    public void What_is_no_number_stays_none() => Assert.True(double.IsNaN(new Forecast([double.NaN], []).AtLeastZero().Point[0]));

    [Fact]
    public void An_ensemble_combines_members_at_0_or_above_in_the_windows_and_after_them()
    {
        var values = Falling();
        ModelSpec[] specs = [new EtsSpec(), new ThetaSpec(), new ArimaSpec { Auto = ArimaSearchKind.Stepwise }];
        ScoredTrial[] trials = [.. specs.Select(
            (spec, k) => new ScoredTrial(TestIds.Trial($"t{k}"), spec.Label, spec,
                Evaluator.Run(values, spec, NonNegative, Stop).Score!))];

        var (spec, outcome) = EnsembleEvaluator.Run(values, new EnsembleSpec(Combination.Mean, OnePerFamily: true), trials, NonNegative);

        // Fitting the members together scores as their windows do.
        var fitted = Evaluator.Run(values, spec, NonNegative, Stop).Score!;
        Assert.Equal(fitted.Windows.SelectMany(window => window.Yhat), outcome.Score!.Windows.SelectMany(window => window.Yhat), Close);

        var members = spec.Members!.Select(member => ModelFitter.Fit(member.Spec, values, Stop).Forecast(values, 6, []).Point).ToList();
        Assert.Contains(members.SelectMany(points => points), value => value < 0);
        Assert.Equal(
            Enumerable.Range(0, 6).Select(h => members.Average(points => Math.Max(0, points[h]))),
            ModelFitter.Fit(spec, values, Stop).Forecast(values, 6, []).Point,
            Close);
    }

    [Theory]
    [InlineData(new[] { 3.0, 1, 0, double.NaN, 2 }, null, true)]
    [InlineData(new[] { 3.0, 1, 5, 2 }, null, false)]
    [InlineData(new[] { 3.0, 0, -1, 2 }, null, false)]
    [InlineData(new[] { 3.0, 1, 0, 2 }, false, false)]
    [InlineData(new[] { 3.0, 1, 5, 2 }, true, true)]
    [InlineData(new[] { 3.0, 0, -1, 2 }, true, true)]
    public void It_is_chosen_by_the_values_unless_the_grid_says(double[] values, bool? asked, bool chosen)
    {
        var series = new TimeSeries("x", [.. Enumerable.Repeat(values, 10).SelectMany(one => one)]);
        var grid = new Grid { NonNegative = asked, Blocks = [new GridBlock("theta", [])] };

        Assert.Equal(chosen, Planner.Plan(series, grid).Protocol.NonNegative);
        Assert.Equal(chosen, Planner.Complete(series, grid).NonNegative);
        Assert.Equal(
            (asked, chosen, values.Contains(-1)) switch
            {
                ({ }, _, _) => "As the grid asks.",
                (_, true, _) => "Some values are 0 and none is negative: forecasts and intervals stay at 0 or above.",
                (_, _, true) => "Some values are negative.",
                _ => "No value is 0, so nothing suggests a bound at 0.",
            },
            ProtocolReasons.Of(series, grid, Planner.Plan(series, grid).Protocol)["nonNegative"]);
    }

    [Fact]
    public void A_document_from_before_there_was_such_a_choice_is_read_and_its_id_stays()
    {
        var written = JsonSerializer.Serialize(Plain);

        Assert.DoesNotContain("NonNegative", written);
        Assert.Equal(Plain, JsonSerializer.Deserialize<BacktestProtocol>(written));
        Assert.Equal(NonNegative, JsonSerializer.Deserialize<BacktestProtocol>(JsonSerializer.Serialize(NonNegative)));
        var ensemble = new EnsembleSpec { Members = [] };
        Assert.DoesNotContain("nonNegative", JsonSerializer.Serialize<ModelSpec>(ensemble));
        Assert.True(((EnsembleSpec)JsonSerializer.Deserialize<ModelSpec>(
            JsonSerializer.Serialize<ModelSpec>(ensemble with { NonNegative = true }))!).NonNegative);
    }

    private static EqualityComparer<double> Close => EqualityComparer<double>.Create((one, other) => Math.Abs(one - other) < 1e-9, _ => 0);

    // It falls to 0 about the first window, with a little noise until then.
    private static double[] Falling() => [.. Enumerable.Range(0, 40).Select(t => Math.Max(0, 60.0 - (2 * t) + Math.Sin(t * 1.7)))];
}
