using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Lstm.Samples;
using Backtest.Core.Models.Lstm.Training;
using Backtest.Core.Numerics;
using Backtest.Core.Transforms;
using Backtest.Onnx.Protos;
using Google.Protobuf;

namespace Backtest.Onnx.Tests;

public sealed class OnnxForecasterTests
{
    private static readonly LstmNetwork Network =
        LstmInitializer.Create(new LstmShape(1, 3, 2, [new DenseLayer(4, Activation.Relu)], 1, Activation.Linear), new SeededRandom(1));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(5, 1)]
    [InlineData(7, 2)]
    public void Values_that_are_no_whole_samples_are_refused(int values, int outputs)
    {
        using var forecaster = new OnnxForecaster(OnnxModelWriter.Write(Network, 6, ""));

        var problem = Assert.Throws<ArgumentException>(() => forecaster.Predict(new float[values], new float[outputs]));

        Assert.Contains($"{values} values are not whole samples of 6 steps", problem.Message);
    }

    [Fact]
    public void Outputs_without_room_are_refused()
    {
        using var forecaster = new OnnxForecaster(OnnxModelWriter.Write(Network, 6, ""));

        Assert.Contains(
            "2 samples have 2 outputs", Assert.Throws<ArgumentException>(() => forecaster.Predict(new float[12], new float[1])).Message);
    }

    [Fact]
    public void A_sample_predicts_the_same_alone_and_among_others()
    {
        using var forecaster = new OnnxForecaster(OnnxModelWriter.Write(Network, 6, ""));
        var random = new SeededRandom(2);
        float[] samples = [.. Enumerable.Range(0, 7 * 6).Select(_ => (float)random.NextNormal())];
        var together = new float[7];
        forecaster.Predict(samples, together);

        for (var b = 0; b < 7; b++)
        {
            var alone = new float[1];
            forecaster.Predict(samples[(b * 6)..((b + 1) * 6)], alone);
            Assert.Equal(together[b], alone[0], 1e-6f);
        }
    }

    [Fact]
    public void A_model_with_other_inputs_or_an_open_look_back_is_refused()
    {
        void AssertRefused(Action<GraphProto> change)
        {
            var model = ModelProto.Parser.ParseFrom(OnnxModelWriter.Write(Network, 6, ""));
            change(model.Graph);
            Assert.Throws<InvalidDataException>(() => new OnnxForecaster(model.ToByteArray()));
        }

        AssertRefused(graph =>
        {
            graph.Input[0].Name = "x";
            graph.Node[0].Input[0] = "x";
        });
        AssertRefused(graph =>
        {
            graph.Output[0].Name = "y";
            graph.Node[^1].Output[0] = "y";
        });
        AssertRefused(graph => graph.Input[0].Type.TensorType.Shape.Dim[1] = new TensorShapeProto.Types.Dimension { DimParam = "steps" });
    }

    [Fact]
    public void Bytes_changed_at_random_load_or_are_refused()
    {
        var model = OnnxModelWriter.Write(Network, 6, "a label");
        var random = new SeededRandom(3);
        var refused = 0;
        for (var k = 0; k < 300; k++)
        {
            var changed = (byte[])model.Clone();
            changed[random.NextBelow(changed.Length)] ^= (byte)(1 << random.NextBelow(8));
            try
            {
                using var forecaster = new OnnxForecaster(changed);
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        // A changed weight is still a weight; a changed message is invalid.
        Assert.InRange(refused, 50, 299);
    }

    [Fact]
    public void The_parsed_model_is_written_as_the_same_bytes()
    {
        var model = OnnxModelWriter.Write(Network, 6, "消费时间");

        var parsed = ModelProto.Parser.ParseFrom(model);

        Assert.Equal(model, parsed.ToByteArray());
        Assert.Equal("消费时间", parsed.MetadataProps.Single(property => property.Key == "label").Value);
        Assert.Equal("6", parsed.MetadataProps.Single(property => property.Key == "lookBack").Value);
        Assert.Equal((8, "backtest"), (parsed.IrVersion, parsed.ProducerName));
        Assert.Equal("batch", parsed.Graph.Input[0].Type.TensorType.Shape.Dim[0].DimParam);
        Assert.Equal([6, 1], parsed.Graph.Input[0].Type.TensorType.Shape.Dim.Skip(1).Select(dimension => dimension.DimValue));
    }

    [Fact]
    public void A_stored_LSTM_forecasts_as_the_fitted_one_does()
    {
        double[] values = [.. Enumerable.Range(0, 60).Select(t => 20 + t + (5 * Math.Sin(t / 2.0)))];
        var spec = new LstmSpec
        {
            LookBack = 8,
            Units = 6,
            Layers = 2,
            Epochs = 20,
            Dense = [new DenseLayer(5, Activation.Tanh)],
            Transforms = [TransformKind.Log, TransformKind.Difference, TransformKind.Standardise],
        };
        var fit = LstmFitter.Fit(values, spec, 1, TestContext.Current.CancellationToken);
        using var forecaster = new OnnxForecaster(OnnxModelWriter.Write(fit.Networks[0], spec.LookBack, spec.Label));

        var stored = new OnnxLstm(spec, fit.Encoding, forecaster).Forecast(values, 24, []).Point;

        Assert.All(fit.Forecast(values, 24, []).Point, (value, h) => Assert.Equal(value, stored[h], 1e-5 * Math.Abs(value)));
    }

    [Fact]
    public void Stored_networks_forecast_the_quantiles_of_the_fitted_ones()
    {
        double[] values = [.. Enumerable.Range(0, 70).Select(t => 20 + t + (5 * Math.Sin(t)))];
        var spec = new LstmSpec
        {
            Level = SampleLevel.Last,
            Scale = SampleScale.Sample,
            LookBack = 6,
            Units = 6,
            Epochs = 20,
            Seeds = 2,
            Loss = LossKind.Pinball,
            OutputActivation = Activation.Quantiles,
            Output = OutputKind.Direct,
            Steps = 4,
            Transforms = [TransformKind.Log],
        };
        var fit = LstmFitter.Fit(values, spec, 1, TestContext.Current.CancellationToken);
        using var forecaster = new OnnxForecaster(OnnxModelWriter.Write(fit.Networks, spec.InputSteps, spec.Label));
        var stored = new OnnxLstm(spec, fit.Encoding, forecaster).Forecast(values, 9, [0.5, 0.8, 0.95]);

        var expected = fit.Forecast(values, 9, [0.5, 0.8, 0.95]);

        Assert.All(expected.Point, (value, h) => Assert.Equal(value, stored.Point[h], 1e-5 * value));
        Assert.All(expected.Intervals, (interval, k) =>
        {
            Assert.All(interval.Lower, (value, h) => Assert.Equal(value, stored.Intervals[k].Lower[h], 1e-5 * value));
            Assert.All(interval.Upper, (value, h) => Assert.Equal(value, stored.Intervals[k].Upper[h], 1e-5 * value));
        });
    }

    [Theory]
    [InlineData(SampleLevel.Ses, SampleBase.Level, true)]
    [InlineData(SampleLevel.Season, SampleBase.SeasonalNaive, false)]
    public void Stored_networks_of_several_seeds_forecast_from_normalised_samples_as_the_fitted_ones_do(
        SampleLevel level, SampleBase origin, bool adjustSeason)
    {
        double[] values = [.. Enumerable.Range(0, 70).Select(t => (20 + t) * (1 + (0.2 * Math.Sin(Math.PI * t / 2))))];
        var spec = new LstmSpec
        {
            Level = level,
            Base = origin,
            Scale = SampleScale.Sample,
            ScaleInput = true,
            AdjustSeason = adjustSeason,
            SeasonLength = 4,
            LookBack = 12,
            Patch = 4,
            Stride = 4,
            Units = 6,
            Epochs = 20,
            Seeds = 3,
            Output = OutputKind.Direct,
            Steps = 6,
            Transforms = [TransformKind.Log],
            Dense = [new DenseLayer(5, Activation.Tanh)],
        };
        var fit = LstmFitter.Fit(values, spec, 1, TestContext.Current.CancellationToken);
        using var forecaster = new OnnxForecaster(OnnxModelWriter.Write(fit.Networks, spec.InputSteps, spec.Label));
        var model = new OnnxLstm(spec, fit.Encoding, forecaster);

        var stored = model.Forecast(values, 13, []).Point;

        Assert.All(fit.Forecast(values, 13, []).Point, (value, h) => Assert.Equal(value, stored[h], 1e-5 * Math.Abs(value)));
        Assert.All(fit.Residuals(values), (value, t) => Assert.Equal(value, model.Residuals(values)[t], 1e-5));
        Assert.NotEqual(fit.Forecast(values, 1, []).Point[0], (fit with { Networks = [fit.Networks[0]] }).Forecast(values, 1, []).Point[0]);
    }
}
