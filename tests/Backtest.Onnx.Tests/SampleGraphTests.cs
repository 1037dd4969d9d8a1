using Backtest.Core.Models;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Lstm.Samples;
using Backtest.Core.Models.Lstm.Training;
using Backtest.Core.Numerics;
using Backtest.Core.Series;
using Backtest.Core.Transforms;
using Microsoft.ML.OnnxRuntime;

namespace Backtest.Onnx.Tests;

/// <summary>Models that take the values of a series, against the trainer's own samples, forward pass and way back.</summary>
public sealed class SampleGraphTests
{
    private static readonly LstmSpec Plain = new()
    {
        Level = SampleLevel.Last,
        LookBack = 8,
        Units = 5,
        SeasonLength = 4,
        Output = OutputKind.Direct,
        Steps = 6,
        Transforms = [TransformKind.Log],
    };

    private static readonly Dictionary<string, LstmSpec> Specs = new()
    {
        ["the last value"] = Plain,
        ["one step"] = Plain with { Output = OutputKind.Recursive, Steps = null },
        ["one value"] = Plain with { LookBack = 1, Scale = SampleScale.Sample },
        ["no logarithm"] = Plain with { Transforms = [], Scale = SampleScale.Sample, ScaleInput = true, AdjustSeason = true },
        ["smoothing and the sample's scale"] = Plain with
        {
            Level = SampleLevel.Ses,
            Scale = SampleScale.Sample,
            ScaleInput = true,
            AdjustSeason = true,
            LookBack = 12,
            Patch = 4
        },
        ["a season's mean and the series' scale"] =
            Plain with { Level = SampleLevel.Season, Scale = SampleScale.Series, ScaleInput = true, Patch = 3, Stride = 2, LookBack = 9 },
        ["the seasonal naive"] = Plain with { Base = SampleBase.SeasonalNaive, Level = SampleLevel.Season, Scale = SampleScale.Sample },
        ["a long seasonal naive"] = Plain with { Base = SampleBase.SeasonalNaive, BaseSeason = 20 },
        ["patches that leave values out"] = Plain with { Patch = 3, LookBack = 11, Scale = SampleScale.Sample },
        ["covariates"] = Plain with { Covariates = ["x", "ahead"], Patch = 2, Scale = SampleScale.Sample, ScaleInput = true },
        ["quantiles"] = Plain with
        {
            Loss = LossKind.Pinball,
            OutputActivation = Activation.Quantiles,
            Level = SampleLevel.Ses,
            Scale = SampleScale.Sample,
            AdjustSeason = true
        },
        ["several networks and dense layers"] = Plain with { Seeds = 3, Layers = 2, Dense = [new DenseLayer(4, Activation.Tanh)] },
    };

    private static readonly Dictionary<string, double[]> Series = new()
    {
        ["growth with a season"] = [.. Enumerable.Range(0, 60).Select(t => (20 + t) * (1 + (0.3 * Math.Sin(Math.PI * t / 2))))],
        ["values around zero"] = [.. Enumerable.Range(0, 60).Select(t => (5 * Math.Sin(t)) + (t % 4))],
        ["a constant"] = [.. Enumerable.Repeat(7.0, 60)],
        ["small numbers"] = [.. Enumerable.Range(0, 60).Select(t => 1e-7 * (3 + Math.Cos(t)))],
    };

    public static TheoryData<string, string> Cases => [.. Specs.Keys.SelectMany(spec => Series.Keys.Select(series => (spec, series)))];

    // From the whole series, from one that goes on with larger and smaller values, from a few values, and from a later beginning.
    [Theory]
    [MemberData(nameof(Cases))]
    public void Forecasts_and_residuals_equal_the_trainers(string what, string name)
    {
        var spec = Specs[what];
        var values = Series[name];
        var fit = Fit(spec, values);
        using var forecaster = new OnnxSampleForecaster(OnnxModelWriter.Write(fit.Networks, spec, fit.Encoding, what));
        var model = new OnnxSampledLstm(spec, fit.Encoding, forecaster);

        double[][] histories =
        [
            values,
            [.. values, 3 * values[^1], 0.1 * values[^1], 2.5],
            values[..(spec.AdjustSeason ? 10 : spec.FewestInputs)],
            values[9..31],
        ];
        foreach (var history in histories.Select(Known))
        {
            var horizon = spec.Covariates is null ? 8 : 6;
            var expected = fit.Forecast(History.Of(history), horizon, [0.8]);
            var actual = model.Forecast(History.Of(history), horizon, [0.8]);
            AssertNear(expected.Point, actual.Point);
            for (var k = 0; k < expected.Intervals.Count; k++)
            {
                AssertNear(expected.Intervals[k].Lower, actual.Intervals[k].Lower);
                AssertNear(expected.Intervals[k].Upper, actual.Intervals[k].Upper);
            }
        }

        Assert.Equal(fit.Residuals(History.Of(Known(values))), model.Residuals(History.Of(Known(values))));
    }

    // A residual is the last value minus the forecast of one step from the values before, in logarithms where these are taken. A history
    // without the whole opening of the training values has a season of its own.
    [Theory]
    [InlineData("smoothing and the sample's scale")]
    [InlineData("a season's mean and the series' scale")]
    [InlineData("no logarithm")]
    [InlineData("quantiles")]
    [InlineData("several networks and dense layers")]
    public void Residuals_are_the_errors_of_the_models_own_forecasts(string what)
    {
        var spec = Specs[what];
        var values = Series["growth with a season"];
        var fit = Fit(spec, values[..20]);
        using var forecaster = new OnnxSampleForecaster(OnnxModelWriter.Write(fit.Networks, spec, fit.Encoding, what));
        var model = new OnnxSampledLstm(spec, fit.Encoding, forecaster);

        var residuals = model.Residuals(values);

        Assert.Equal(spec.FewestInputs, Array.FindIndex(residuals, double.IsFinite));
        for (var t = 20; t < values.Length; t++)
        {
            var forecast = model.Forecast(values[..t], 1, []).Point[0];
            Assert.Equal(fit.Encoding.Samples!.IsLog ? Math.Log(values[t] / forecast) : values[t] - forecast, residuals[t], 1e-4);
        }
    }

    // The networks of a panel, stored before there is a series to use them on, are told what is fitted to each of several series at once.
    [Fact]
    public void Series_of_a_batch_may_have_their_own_numbers()
    {
        var spec = Specs["smoothing and the sample's scale"];
        var fits = new[] { Fit(spec, Series["growth with a season"]), Fit(spec, Series["values around zero"]) };
        using var session = new InferenceSession(OnnxModelWriter.Write(fits[0].Networks, spec, null, "panel"));
        Assert.Equal(
            ["alpha", "change", "least", "log", "season", "unit", "values"],
            session.InputMetadata.Keys.Order(StringComparer.Ordinal));
        double[] Both(Func<SampleEncoding, double> number) => [.. fits.Select(fit => number(fit.Encoding.Samples!))];
        OrtValue Numbers(double[] numbers) => OrtValue.CreateTensorValueFromMemory(numbers, [2, numbers.Length / 2]);
        double[] Seasons(SampleEncoding encoding) => [.. Enumerable.Range(0, 66).Select(t =>
            encoding.Season.Indices.Length == 0 ? (encoding.IsLog ? 1 : 0) : encoding.Season.Indices[t % 4])];
        var inputs = new Dictionary<string, OrtValue>
        {
            ["values"] = Numbers([.. Series["growth with a season"], .. Series["values around zero"]]),
            ["season"] = Numbers([.. fits.SelectMany(fit => Seasons(fit.Encoding.Samples!))]),
            ["log"] = OrtValue.CreateTensorValueFromMemory(new[] { true, false }, [2, 1]),
            ["least"] = Numbers(Both(encoding => encoding.Least)),
            ["alpha"] = Numbers(Both(encoding => encoding.Alpha!.Value)),
            ["change"] = Numbers(Both(encoding => encoding.Change)),
            ["unit"] = Numbers(Both(encoding => encoding.Unit)),
        };

        using var results = session.Run(new RunOptions(), inputs, ["forecast"]);

        Assert.Equal((true, false), (fits[0].Encoding.Samples!.IsLog, fits[1].Encoding.Samples!.IsLog));
        var other = fits[1] with { Networks = fits[0].Networks };
        AssertNear(
            [
                .. fits[0].Forecast(Series["growth with a season"], 6, []).Point,
                .. other.Forecast(Series["values around zero"], 6, []).Point,
            ],
            results[0].GetTensorDataAsSpan<double>().ToArray());
    }

    [Fact]
    public void A_model_of_another_layout_is_refused()
    {
        var fit = Fit(Plain, Series["growth with a season"]);

        Assert.Throws<InvalidDataException>(
            () => new OnnxSampleForecaster(OnnxModelWriter.Write(fit.Networks, Plain.InputSteps, "samples")));
        Assert.Throws<InvalidDataException>(() => new OnnxForecaster(OnnxModelWriter.Write(fit.Networks, Plain, fit.Encoding, "values")));
        Assert.Throws<InvalidDataException>(() => new OnnxSampleForecaster([1, 2, 3]));
    }

    [Fact]
    public void The_weights_are_read_back_to_the_bit()
    {
        var spec = Specs["covariates"];
        var fit = Fit(spec, Series["growth with a season"]);

        var network = OnnxModelReader.Read(OnnxModelWriter.Write(fit.Networks, spec, null, "panel"), fit.Networks[0].Shape);

        Assert.Equal(fit.Networks[0].GetLayer(0).Input, network.GetLayer(0).Input);
        Assert.Equal(fit.Networks[0].GetDense(0).Weights, network.GetDense(0).Weights);
    }

    // Networks with random weights, which nobody need train.
    private static FittedLstm Fit(LstmSpec spec, double[] values)
    {
        var encoding = LstmEncoding.Fit(spec, History.Of(Known(values)), out _, out _, out _);
        var shape = LstmShape.Of(spec, spec.InputsOf(encoding.Inputs));
        LstmNetwork[] networks =
            [.. Enumerable.Range(1, spec.Seeds ?? 1).Select(seed => LstmInitializer.Create(shape, new SeededRandom((ulong)seed)))];
        return new FittedLstm(spec, encoding, networks, new TrainingHistory([], null, 0), []);
    }

    private static TimeSeries Known(double[] values) => new(
        "s",
        values,
        Covariates:
        [
            new Covariate("x", [.. values.Select((_, t) => Math.Sin(t))], false),
            new Covariate("ahead", [.. Enumerable.Range(0, values.Length + 6).Select(t => (double)(t % 3))], true),
        ]);

    private static void AssertNear(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        var size = expected.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty().Max();
        Assert.All(expected, (value, k) => Assert.Equal(value, actual[k], Math.Max(1e-12, 1e-5 * size)));
    }
}
