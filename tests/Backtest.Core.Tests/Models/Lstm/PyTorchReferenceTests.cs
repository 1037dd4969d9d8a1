using System.Text.Json;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Lstm.Backends;
using Backtest.Core.Tests.Reference;

namespace Backtest.Core.Tests.Models.Lstm;

/// <summary>Outputs, losses, gradients and Adam steps against PyTorch 1.13 on the same weights and data.</summary>
public sealed class PyTorchReferenceTests
{
    private static readonly JsonElement Cases = ReferenceFile.Read("pytorch_lstm.json").GetProperty("cases");

    public static TheoryData<string> Names => [.. Cases.EnumerateArray().Select(one => one.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Output_and_loss_equal_PyTorchs(string name)
    {
        var (one, network, step, batch) = Load(name);
        var steps = one.GetProperty("T").GetInt32();

        var outputs = new float[batch];
        network.Forward(one.GetProperty("input").Floats(), batch, steps, outputs);

        AssertClose(one.GetProperty("output").Doubles(), outputs, "output");
        Assert.Equal(one.GetProperty("loss").GetDouble(), step.Gradient(network.Parameters, null), 1e-5);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_gradient_equals_PyTorchs(string name)
    {
        var (one, network, step, _) = Load(name);

        step.Gradient(network.Parameters, null);

        AssertParameters(one.GetProperty("grads"), step.Gradients, network.Shape);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Parameters_after_five_Adam_steps_equal_PyTorchs(string name)
    {
        var (one, network, step, _) = Load(name);
        AssertTraining(one, "adam_lr1e-3", network, step, new Adam(network.Shape.ParameterLength), 1e-3);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Parameters_after_five_RMSprop_steps_equal_PyTorchs(string name)
    {
        var (one, network, step, _) = Load(name);
        AssertTraining(
            one, "rmsprop_torch_defaults_lr1e-2_alpha0.99_eps1e-8", network, step, new RmsProp(network.Shape.ParameterLength), 1e-2);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Parameters_after_five_gradient_descent_steps_equal_PyTorchs(string name)
    {
        var (one, network, step, _) = Load(name);
        AssertTraining(one, "sgd_lr1e-1", network, step, new GradientDescent(network.Shape.ParameterLength, 0), 1e-1);
    }

    private static (JsonElement Case, LstmNetwork Network, TrainingStep Step, int Batch) Load(string name)
    {
        var one = Cases.EnumerateArray().First(candidate => candidate.GetProperty("name").GetString() == name);
        int Size(string key) => one.GetProperty(key).GetInt32();
        var (batch, steps, inputs) = (Size("batch"), Size("T"), Size("input_size"));
        var shape = new LstmShape(inputs, Size("units"), Size("layers"), [], 1, Activation.Linear);
        var network = new LstmNetwork(shape);
        var weights = one.GetProperty("weights");
        for (var l = 0; l < shape.Layers; l++)
        {
            network.SetLayer(l, Layer(weights, l));
        }

        network.SetDense(0, Dense(weights));
        var step = new TrainingStep(shape, batch, steps);
        step.Begin(batch);
        var input = one.GetProperty("input").Floats();
        var target = one.GetProperty("target").Floats();
        for (var b = 0; b < batch; b++)
        {
            for (var t = 0; t < steps; t++)
            {
                input.AsSpan(((b * steps) + t) * inputs, inputs).CopyTo(step.Input(t, b));
            }

            step.Target(b)[0] = target[b];
        }

        return (one, network, step, batch);
    }

    private static LstmLayerWeights Layer(JsonElement values, int layer) => new(
        values.GetProperty($"lstm.weight_ih_l{layer}").Floats(),
        values.GetProperty($"lstm.weight_hh_l{layer}").Floats(),
        values.GetProperty($"lstm.bias_ih_l{layer}").Floats(),
        values.GetProperty($"lstm.bias_hh_l{layer}").Floats());

    private static DenseWeights Dense(JsonElement values) =>
        new(values.GetProperty("linear.weight").Floats(), values.GetProperty("linear.bias").Floats());

    private static void AssertTraining(
        JsonElement one, string optimizerName, LstmNetwork network, TrainingStep step, IOptimizer optimizer, double learningRate)
    {
        var expected = one.GetProperty("after5").GetProperty(optimizerName);
        foreach (var loss in expected.GetProperty("loss_before_each_step").Doubles())
        {
            Assert.Equal(loss, step.Gradient(network.Parameters, null), 1e-5);
            optimizer.Step(network.Parameters, step.Gradients, learningRate);
        }

        AssertParameters(expected.GetProperty("params"), network.Parameters, network.Shape);
        Assert.Equal(expected.GetProperty("loss_after").GetDouble(), step.Gradient(network.Parameters, null), 1e-5);
    }

    private static void AssertParameters(JsonElement expected, ReadOnlySpan<float> parameters, LstmShape shape)
    {
        for (var l = 0; l < shape.Layers; l++)
        {
            var actual = LstmLayerWeights.From(parameters, shape, 0, l);
            AssertClose(expected.GetProperty($"lstm.weight_ih_l{l}").Doubles(), actual.Input, $"input weights {l}");
            AssertClose(expected.GetProperty($"lstm.weight_hh_l{l}").Doubles(), actual.Recurrent, $"recurrent weights {l}");
            AssertClose(expected.GetProperty($"lstm.bias_ih_l{l}").Doubles(), actual.InputBias, $"input bias {l}");
            AssertClose(expected.GetProperty($"lstm.bias_hh_l{l}").Doubles(), actual.RecurrentBias, $"recurrent bias {l}");
        }

        var dense = DenseWeights.From(parameters, shape, 0);
        AssertClose(expected.GetProperty("linear.weight").Doubles(), dense.Weights, "dense weights");
        AssertClose(expected.GetProperty("linear.bias").Doubles(), dense.Bias, "dense bias");
    }

    private static void AssertClose(double[] expected, ReadOnlySpan<float> actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var k = 0; k < expected.Length; k++)
        {
            Assert.True(
                Math.Abs(expected[k] - actual[k]) <= 1e-5 * Math.Max(1, Math.Abs(expected[k])),
                $"{what}[{k}]: {actual[k]} instead of {expected[k]}");
        }
    }
}
