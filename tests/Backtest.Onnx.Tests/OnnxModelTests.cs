using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Lstm.Training;
using Backtest.Core.Numerics;
using Backtest.Onnx.Protos;
using Microsoft.ML.OnnxRuntime;

namespace Backtest.Onnx.Tests;

/// <summary>Written models in ONNX Runtime against the trainer's own forward pass.</summary>
public sealed class OnnxModelTests
{
    public static TheoryData<int, int, int, int, int> Shapes
    {
        get
        {
            var shapes = new TheoryData<int, int, int, int, int>();
            foreach (var units in new[] { 1, 3, 32, 50 })
            {
                foreach (var layers in new[] { 1, 2, 3 })
                {
                    foreach (var lookBack in new[] { 1, 12, 120 })
                    {
                        shapes.Add(1, units, layers, lookBack, 1);
                        shapes.Add(1, units, layers, lookBack, 7);
                    }
                }
            }

            shapes.Add(3, 5, 2, 4, 2);
            return shapes;
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Outputs_equal_the_trainers(int inputs, int units, int layers, int lookBack, int batch) =>
        AssertEqual(new LstmShape(inputs, units, layers, [], 1, Activation.Linear), lookBack, batch);

    [Theory]
    [InlineData(Activation.Linear)]
    [InlineData(Activation.Relu)]
    [InlineData(Activation.Tanh)]
    [InlineData(Activation.Sigmoid)]
    [InlineData(Activation.Softmax)]
    public void Every_activation_has_its_operator(Activation activation) =>
        AssertEqual(new LstmShape(1, 6, 1, [new DenseLayer(9, activation), new DenseLayer(4, activation)], 2, activation), 5, 3);

    [Fact]
    public void Relu_cells_are_exported_as_such() =>
        AssertEqual(new LstmShape(1, 6, 2, [], 1, Activation.Linear, CellActivation.Relu), 5, 3);

    [Theory]
    [InlineData(1, 3)]
    [InlineData(4, 3)]
    [InlineData(12, 20)]
    public void Probabilities_of_several_steps_sum_to_one_each(int groups, int classes) =>
        AssertEqual(new LstmShape(1, 6, 1, [new DenseLayer(5)], groups * classes, Activation.Softmax, groupLength: classes), 5, 3);

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    public void Quantiles_of_each_step_follow_one_another_and_the_forecast_is_their_median(int steps)
    {
        var shape = new LstmShape(
            1, 6, 1, [new DenseLayer(5)], steps * QuantileHead.Count, Activation.Quantiles, groupLength: QuantileHead.Count);
        AssertEqual(shape, 5, 3);

        LstmNetwork[] networks = [.. Enumerable.Range(1, 2).Select(seed => LstmInitializer.Create(shape, new SeededRandom((ulong)seed)))];
        using var session = new InferenceSession(OnnxModelWriter.Write(networks, 4, "quantiles"));
        using var window = OrtValue.CreateTensorValueFromMemory([0.5f, 1, -1, 2, 3, 1, 0, -2], [2, 4, 1]);
        using var results = session.Run(new RunOptions(), ["window"], [window], ["forecast", "quantiles"]);
        var (forecast, quantiles) = (results[0].GetTensorDataAsSpan<float>().ToArray(), results[1].GetTensorDataAsSpan<float>().ToArray());

        Assert.Equal([2, steps], results[0].GetTensorTypeAndShape().Shape);
        Assert.Equal([2, steps, 15], results[1].GetTensorTypeAndShape().Shape);
        Assert.All(quantiles.Chunk(15), (step, k) => Assert.Equal(forecast[k], step[7]));
        Assert.All(quantiles.Chunk(15), step => Assert.Equal(step.Order(), step));
    }

    [Theory]
    [InlineData(1, 4, 1, 1)]
    [InlineData(2, 9, 2, 1)]
    [InlineData(5, 16, 3, 12)]
    public void Branches_see_one_input_each(int inputs, int units, int layers, int outputs) =>
        AssertEqual(new LstmShape(inputs, units, layers, [new DenseLayer(7)], outputs, Activation.Linear, branches: true), 6, 4);

    [Fact]
    public void The_file_is_the_standard_format_with_its_metadata()
    {
        var network = LstmInitializer.Create(new LstmShape(1, 3, 2, [], 1, Activation.Linear), new SeededRandom(1));

        var model = ModelProto.Parser.ParseFrom(OnnxModelWriter.Write(network, 12, "LSTM 3+3"));

        Assert.Equal(["Transpose", "LSTM", "Squeeze", "LSTM", "Squeeze", "Gemm", "Identity"], model.Graph.Node.Select(node => node.OpType));
        Assert.Equal(17, Assert.Single(model.OpsetImport).Version);
        Assert.Equal("LSTM 3+3", model.MetadataProps.Single(property => property.Key == "label").Value);
        Assert.Equal([1, 12, 1], model.Graph.Initializer.Single(tensor => tensor.Name == "lstm0.W").Dims);
        using var forecaster = new OnnxForecaster(OnnxModelWriter.Write(network, 12, "LSTM 3+3"));
        Assert.Equal((12, 1, 1), (forecaster.LookBack, forecaster.Inputs, forecaster.Outputs));
    }

    [Fact]
    public void Many_threads_may_ask_at_once()
    {
        var network = LstmInitializer.Create(new LstmShape(1, 16, 1, [], 1, Activation.Linear), new SeededRandom(2));
        using var forecaster = new OnnxForecaster(OnnxModelWriter.Write(network, 8, ""));
        float Ask(int k)
        {
            var output = new float[1];
            forecaster.Predict([.. Enumerable.Range(0, 8).Select(t => MathF.Sin(k + t))], output);
            return output[0];
        }

        var expected = Enumerable.Range(0, 200).Select(Ask).ToArray();
        var actual = new float[200];
        Parallel.For(0, 200, k => actual[k] = Ask(k));

        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Bytes_that_are_no_model_are_refused()
    {
        var model =
            OnnxModelWriter.Write(LstmInitializer.Create(new LstmShape(1, 3, 1, [], 1, Activation.Linear), new SeededRandom(1)), 4, "");

        Assert.Throws<InvalidDataException>(() => new OnnxForecaster([]));
        Assert.Throws<InvalidDataException>(() => new OnnxForecaster("no model"u8.ToArray()));
        Assert.Throws<InvalidDataException>(() => new OnnxForecaster(model[..(model.Length / 2)]));
    }

    private static void AssertEqual(LstmShape shape, int lookBack, int batch)
    {
        var random = new SeededRandom((ulong)((shape.Units * 100) + lookBack));
        var network = LstmInitializer.Create(shape, random);
        var samples = Enumerable.Range(0, batch * lookBack * shape.Inputs).Select(_ => (float)random.NextNormal()).ToArray();
        var expected = new float[batch * shape.Outputs];
        network.Forward(samples, batch, lookBack, expected);

        using var forecaster = new OnnxForecaster(OnnxModelWriter.Write(network, lookBack, "test"));
        var actual = new float[expected.Length];
        forecaster.Predict(samples, actual);

        for (var k = 0; k < expected.Length; k++)
        {
            Assert.Equal(expected[k], actual[k], 1e-5f);
        }
    }
}
