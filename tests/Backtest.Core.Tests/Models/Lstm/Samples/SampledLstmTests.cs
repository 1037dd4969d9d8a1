using System.Text.Json;
using Backtest.Core.Evaluation;
using Backtest.Core.Models;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Lstm.Samples;
using Backtest.Core.Models.Lstm.Training;
using Backtest.Core.Numerics;
using Backtest.Core.Problems;
using Backtest.Core.Transforms;

namespace Backtest.Core.Tests.Models.Lstm.Samples;

/// <summary>Networks on samples that are normalised one by one, end to end.</summary>
public sealed class SampledLstmTests
{
    private static readonly LstmSpec Recipe = new()
    {
        Level = SampleLevel.Ses,
        Scale = SampleScale.Sample,
        ScaleInput = true,
        ScaleWeight = 0.5,
        AdjustSeason = true,
        SeasonLength = 4,
        LookBack = 12,
        Patch = 4,
        Units = 8,
        Epochs = 60,
        BatchSize = 16,
        LearningRate = 0.005,
        Loss = LossKind.Mae,
        Schedule = LearningSchedule.Cosine,
        Averaging = 0.98,
        Seeds = 2,
        Output = OutputKind.Direct,
        Steps = 4,
        Transforms = [TransformKind.Log],
    };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Growth_with_a_season_is_forecast_better_than_by_the_seasonal_naive()
    {
        var values = Growth(80);
        var forecast = ModelFitter.Fit(Recipe, values.AsSpan(0, 72), Stop).Forecast(values.AsSpan(0, 72), 8, []).Point;

        var error = forecast.Select((value, h) => Math.Abs(value - values[72 + h])).Average();
        var naive = Enumerable.Range(72, 8).Select(t => Math.Abs(values[t - (t < 76 ? 4 : 8)] - values[t])).Average();
        Assert.True(error < 0.5 * naive, $"{error} and {naive}");
    }

    // Values after the cutoff, even large and regular ones, do not change a bit of the window before it.
    [Fact]
    public void A_signal_in_the_future_is_not_seen()
    {
        var protocol = new BacktestProtocol { Horizon = 4, SeasonLength = 4, TestLength = 4, Windows = 3, Step = 4, RefitEvery = 1 };
        var quiet = Growth(60);
        double[] loud = [.. quiet.Select((value, t) => t < 44 ? value : t % 2 == 0 ? 9_000 : 1)];

        var (one, two) = (Evaluator.Run(quiet, Recipe, protocol, Stop).Score!.Windows[0],
            Evaluator.Run(loud, Recipe, protocol, Stop).Score!.Windows[0]);

        Assert.Equal((44, 44), (one.TestStart, two.TestStart));
        Assert.Equal(one.Yhat, two.Yhat);
        Assert.NotEqual(one.Y, two.Y);
    }

    [Fact]
    public void Threads_and_batches_of_forecasts_give_the_same_bits()
    {
        var values = Growth(60);
        var one = (FittedLstm)ModelFitter.Fit(Recipe with { BatchSize = 32 }, values, Stop);
        var two = (FittedLstm)ModelFitter.Fit(Recipe with { BatchSize = 32 }, values, Stop, FitContext.Default with { Threads = 3 });

        Assert.Equal(one.Networks.Select(network => network.Parameters), two.Networks.Select(network => network.Parameters));
        Assert.Equal(one.Forecast(values, 6, []).Point, two.Forecast(values, 6, []).Point);
    }

    [Fact]
    public void Several_networks_are_the_first_one_and_others_and_their_outputs_are_averaged()
    {
        var values = Growth(60);
        var fit = (FittedLstm)ModelFitter.Fit(Recipe, values, Stop);

        Assert.Equal(2, fit.Networks.Count);
        Assert.Equal(
            ((FittedLstm)ModelFitter.Fit(Recipe with { Seeds = null }, values, Stop)).Networks[0].Parameters, fit.Networks[0].Parameters);
        Assert.NotEqual(fit.Networks[0].Parameters, fit.Networks[1].Parameters);

        // A mean of logarithms is a geometric mean.
        var alone = fit.Networks.Select(network => (fit with { Networks = [network] }).Forecast(values, 4, []).Point).ToArray();
        Assert.All(
            fit.Forecast(values, 4, []).Point, (value, h) => Assert.Equal(Math.Sqrt(alone[0][h] * alone[1][h]), value, 1e-4 * value));
    }

    [Fact]
    public void Steps_beyond_those_at_once_are_forecast_from_forecasts()
    {
        var values = Growth(60);
        var model = ModelFitter.Fit(Recipe, values, Stop);
        var first = model.Forecast(values, 4, []).Point;

        var all = model.Forecast(values, 10, []).Point;

        Assert.Equal(first, all[..4]);
        Assert.Equal(model.Forecast((double[])[.. values, .. first], 4, []).Point, all[4..8]);
    }

    [Fact]
    public void Residuals_are_the_errors_of_one_step_in_logarithms()
    {
        var values = Growth(60);
        values[30] = double.NaN;
        var model = ModelFitter.Fit(Recipe, values.AsSpan(0, 50), Stop);

        var residuals = model.Residuals(values);

        Assert.Equal(values.Select((_, t) => t < Recipe.FewestInputs || t == 30), residuals.Select(double.IsNaN));
        foreach (var t in new[] { 50, 54, 59 })
        {
            Assert.Equal(Math.Log(values[t] / model.Forecast(values.AsSpan(0, t), 1, []).Point[0]), residuals[t], 1e-5);
        }
    }

    [Fact]
    public void Short_histories_are_padded_and_shorter_ones_refused()
    {
        var values = Growth(9);

        Assert.Equal(8, Recipe.MinimumTrainingLength);
        Assert.All(ModelFitter.Fit(Recipe, values, Stop).Forecast(values, 4, []).Point, value => Assert.InRange(value, 1, 1_000));
        Assert.Contains("needs at least 8", Assert.Throws<FitException>(() => ModelFitter.Fit(Recipe, values.AsSpan(0, 7), Stop)).Message);
        Assert.Contains(
            "6 values",
            Assert.Throws<FitException>(() => ModelFitter.Fit(Recipe, values, Stop).Forecast(values.AsSpan(0, 5), 4, [])).Message);
    }

    [Fact]
    public void Zeros_and_negative_values_are_forecast_without_logarithms()
    {
        double[] values = [.. Enumerable.Range(0, 60).Select(t => 10 * Math.Sin(Math.PI * t / 2))];

        var forecast = ModelFitter.Fit(Recipe, values, Stop).Forecast(values, 4, []).Point;

        Assert.All(forecast, (value, h) => Assert.Equal(10 * Math.Sin(Math.PI * (60 + h) / 2), value, 0.5));
    }

    // Documents stored before samples existed read as before, and have the same id.
    [Fact]
    public void A_spec_without_a_level_is_written_as_ever()
    {
        ModelSpec spec = new LstmSpec { LookBack = 4 };

        Assert.Equal(
            """{"engine":"lstm","lookBack":4,"units":32,"layers":1,"epochs":100,"batchSize":32,"dropout":0,"dense":[],"outputActivation":"linear","learningRate":0.001,"transforms":["difference","standardise"],"m":1,"seed":1}""",
            JsonSerializer.Serialize(spec));
    }

    [Fact]
    public void The_label_says_how_samples_are_cut() => Assert.Equal(
        "LSTM(8), look-back 12, 60 epochs, 4 steps at once, 2 networks; logged, samples in patches of 4 by ses / sample, season taken out",
        Recipe.Label);

    private static double[] Growth(int length)
    {
        var random = new SeededRandom(3);
        return [.. Enumerable.Range(0, length)
            .Select(t => 50 * Math.Exp((0.02 * t) + (0.3 * Math.Sin(Math.PI * t / 2)) + (0.01 * random.NextNormal())))];
    }
}
