using System.Globalization;
using Backtest.Core.Models.Lstm;
using Backtest.Onnx.Protos;
using Google.Protobuf;
using static Backtest.Onnx.GraphNodes;

namespace Backtest.Onnx;

/// <summary>
/// Writes networks as ONNX models of standard operators, which any ONNX runtime can load.
/// </summary>
/// <remarks>
/// Input <c>window</c> [batch, look-back, inputs], output <c>forecast</c> [batch, outputs], both float32. Networks that forecast quantiles
/// also have the output <c>quantiles</c> [batch, steps, <see cref="QuantileHead.Count"/>], and their <c>forecast</c> is the median,
/// [batch, steps]. Where samples are normalised one by one, the inputs are those of <see cref="SampleGraph"/>, and outputs are float64.
/// </remarks>
public static class OnnxModelWriter
{
    internal const string InputName = "window";
    internal const string OutputName = "forecast";
    internal const string QuantilesName = "quantiles";

    /// <summary>Indices of ONNX's gates i, o, f, c among i, f, g, o.</summary>
    internal static ReadOnlySpan<int> GateOrder => [0, 3, 1, 2];

    private const int IrVersion = 8;
    private const int OpsetVersion = 17;

    /// <summary>Writes a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="lookBack">Number of time steps in its samples.</param>
    /// <param name="label">Its display name, stored as metadata.</param>
    /// <returns>The bytes of an .onnx file.</returns>
    public static byte[] Write(LstmNetwork network, int lookBack, string label) => Write([network], lookBack, label);

    /// <summary>Writes networks of the same shape as a model whose output is their mean.</summary>
    /// <param name="networks">The networks, at least one.</param>
    /// <param name="lookBack">Number of time steps in their samples.</param>
    /// <param name="label">Their display name, stored as metadata.</param>
    /// <returns>The bytes of an .onnx file.</returns>
    public static byte[] Write(IReadOnlyList<LstmNetwork> networks, int lookBack, string label)
    {
        var graph = new GraphProto { Name = "backtest" };
        graph.Input.Add(Tensor(InputName, lookBack, networks[0].Shape.Inputs));
        var mean = AddMean(graph, networks, InputName);
        var steps = networks[0].Shape.Outputs / QuantileHead.Count;
        if (networks[0].Shape.Dense[^1].Activation == Activation.Quantiles)
        {
            graph.Output.Add([Tensor(OutputName, steps), Tensor(QuantilesName, steps, QuantileHead.Count)]);
            var quantiles = Add(graph, "Identity", QuantilesName, [mean]);
            Add(graph, "Gather", OutputName, [quantiles, AddIndex(graph, "median", QuantileHead.Median)], Int("axis", 2));
        }
        else
        {
            graph.Output.Add(Tensor(OutputName, networks[0].Shape.Outputs));
            Add(graph, "Identity", OutputName, [mean]);
        }

        return ToBytes(graph, lookBack, label);
    }

    /// <summary>
    /// Writes the networks of an LSTM. If its samples are normalised one by one, the model maps the values of a series to forecasts in the
    /// units of the series, otherwise the sample to the outputs of the networks.
    /// </summary>
    /// <param name="networks">The networks, at least one.</param>
    /// <param name="spec">How samples are cut and normalised.</param>
    /// <param name="encoding">What is fitted to the series, which becomes part of the model; null where its numbers are inputs.</param>
    /// <param name="label">Their name for people, stored as metadata.</param>
    /// <returns>The bytes of an .onnx file.</returns>
    public static byte[] Write(IReadOnlyList<LstmNetwork> networks, LstmSpec spec, LstmEncoding? encoding, string label)
    {
        if (spec.Level is null)
        {
            return Write(networks, spec.InputSteps, label);
        }

        var graph = new GraphProto { Name = "backtest" };
        var samples = new SampleGraph(graph, spec, encoding?.Samples);
        samples.AddOutputs(AddMean(graph, networks, samples.AddSamples()));
        return ToBytes(graph, spec.InputSteps, label);
    }

    private static byte[] ToBytes(GraphProto graph, int lookBack, string label) => new ModelProto
    {
        IrVersion = IrVersion,
        ProducerName = "backtest",
        ProducerVersion = typeof(OnnxModelWriter).Assembly.GetName().Version!.ToString(3),
        Graph = graph,
        OpsetImport = { new OperatorSetIdProto { Version = OpsetVersion } },
        MetadataProps =
        {
            new StringStringEntryProto { Key = "label", Value = label },
            new StringStringEntryProto { Key = "lookBack", Value = lookBack.ToString(CultureInfo.InvariantCulture) },
        },
    }.ToByteArray();

    // What the networks give on the mean.
    private static string AddMean(GraphProto graph, IReadOnlyList<LstmNetwork> networks, string samples)
    {
        var shape = networks[0].Shape;
        var steps = Add(graph, "Transpose", "steps_first", [samples], Ints("perm", 1, 0, 2));
        string[] inputs = shape.Stacks == 1 ? [steps] : AddSplit(graph, shape.Stacks, steps);
        string[] outputs = [.. networks.Select((network, k) => AddNetwork(graph, network, PrefixOf(k), inputs))];
        return outputs.Length == 1 ? outputs[0] : Add(graph, "Mean", "mean", outputs);
    }

    // Splits [steps, batch, inputs] into [steps, batch, 1] for each stack.
    private static string[] AddSplit(GraphProto graph, int stacks, string input)
    {
        var node = new NodeProto { Name = "branches", OpType = "Split", Attribute = { Int("axis", 2) } };
        node.Input.Add([input, AddIntegers(graph, "branches.lengths", [.. Enumerable.Repeat(1L, stacks)])]);
        string[] branches = [.. Enumerable.Range(0, stacks).Select(stack => $"branch{stack}")];
        node.Output.Add(branches);
        graph.Node.Add(node);
        return branches;
    }

    private static string AddNetwork(GraphProto graph, LstmNetwork network, string prefix, string[] inputs)
    {
        string[] stacks = [.. inputs.Select((input, stack) => AddStack(graph, network, prefix, stack, input))];
        var value = stacks.Length == 1 ? stacks[0] : Add(graph, "Concat", prefix + "merged", stacks, Int("axis", 1));
        for (var d = 0; d < network.Shape.Dense.Count; d++)
        {
            value = AddDense(graph, network, prefix, d, value);
        }

        return value;
    }

    private static string AddStack(GraphProto graph, LstmNetwork network, string prefix, int stack, string input)
    {
        for (var l = 0; l < network.Shape.Layers; l++)
        {
            input = AddLstm(graph, network, prefix, stack, l, input);
        }

        return input;
    }

    /// <summary>The prefix of the weight names of a network.</summary>
    /// <param name="network">Its index, from 0.</param>
    internal static string PrefixOf(int network) => network == 0 ? "" : $"network{network}.";

    /// <summary>The prefix of an LSTM layer's weight names.</summary>
    internal static string NameOfLayer(string prefix, int stack, int layer) =>
        prefix + (stack == 0 ? $"lstm{layer}" : $"branch{stack}.lstm{layer}");

    private static string AddLstm(GraphProto graph, LstmNetwork network, string prefix, int stack, int layer, string input)
    {
        var units = network.Shape.Units;
        var weights = network.GetLayer(layer, stack);
        var name = NameOfLayer(prefix, stack, layer);
        var inputs = weights.Input.Length / (4 * units);
        string[] operands =
        [
            input,
            AddWeights(graph, name + ".W", ToOnnxGates(weights.Input, units), 1, 4 * units, inputs),
            AddWeights(graph, name + ".R", ToOnnxGates(weights.Recurrent, units), 1, 4 * units, units),
            AddWeights(
                graph, name + ".B", [.. ToOnnxGates(weights.InputBias, units), .. ToOnnxGates(weights.RecurrentBias, units)], 1, 8 * units),
        ];
        var isLast = layer == network.Shape.Layers - 1;
        var node = new NodeProto
        {
            Name = name,
            OpType = "LSTM",
            Attribute = { Int("hidden_size", units) },
        };
        node.Input.Add(operands);
        if (network.Shape.CellActivation == CellActivation.Relu)
        {
            node.Attribute.Add(new AttributeProto
            {
                Name = "activations",
                Type = AttributeProto.Types.AttributeType.Strings,
                Strings = { ByteString.CopyFromUtf8("Sigmoid"), ByteString.CopyFromUtf8("Relu"), ByteString.CopyFromUtf8("Relu") },
            });
        }

        // All steps, [steps, 1, batch, units], feed the next layer; for the last layer the final step, [1, batch, units], is enough.
        node.Output.Add(isLast ? ["", name + ".last"] : [name + ".all"]);
        graph.Node.Add(node);
        var axis = AddIntegers(graph, name + ".axis", isLast ? 0 : 1);
        return Add(graph, "Squeeze", name + ".out", [node.Output[^1], axis]);
    }

    private static string AddDense(GraphProto graph, LstmNetwork network, string prefix, int layer, string input)
    {
        var (units, activation) = network.Shape.Dense[layer];
        var weights = network.GetDense(layer);
        var name = $"{prefix}dense{layer}";
        string[] operands =
        [
            input,
            AddWeights(graph, name + ".W", weights.Weights, units, weights.Weights.Length / units),
            AddWeights(graph, name + ".b", weights.Bias, units),
        ];
        var output = Add(graph, "Gemm", name + ".linear", operands, Int("transB", 1));
        return activation switch
        {
            Activation.Linear => output,
            Activation.Relu => Add(graph, "Relu", name + ".out", [output]),
            Activation.Tanh => Add(graph, "Tanh", name + ".out", [output]),
            Activation.Sigmoid => Add(graph, "Sigmoid", name + ".out", [output]),
            Activation.Softmax =>
                AddSoftmax(graph, name, output, units, network.Shape.GroupLengthOf(layer)),
            Activation.Quantiles => AddQuantiles(graph, name, output, units / QuantileHead.Count),
            _ => throw new NotSupportedException($"The activation {activation} has no ONNX operator here."),
        };
    }

    private static string AddSoftmax(GraphProto graph, string name, string input, int units, int classes)
    {
        if (classes == units)
        {
            return Add(graph, "Softmax", name + ".out", [input], Int("axis", -1));
        }

        var groups = Add(graph, "Reshape", name + ".groups", [input, AddIntegers(graph, name + ".grouped", -1, units / classes, classes)]);
        var probabilities = Add(graph, "Softmax", name + ".probabilities", [groups], Int("axis", -1));
        return Add(graph, "Reshape", name + ".out", [probabilities, AddIntegers(graph, name + ".flat", -1, units)]);
    }

    // relu(x) + 2 / (sqrt(x^2 + 4) + |x|).
    private static string AddSquareplus(GraphProto graph, string x)
    {
        var four = AddWeights(graph, x + ".four", [4f]);
        var two = AddWeights(graph, x + ".two", [2f]);
        var square = Add(graph, "Mul", x + ".square", [x, x]);
        var root = Add(graph, "Sqrt", x + ".root", [Add(graph, "Add", x + ".sum", [square, four])]);
        var divisor = Add(graph, "Add", x + ".divisor", [root, Add(graph, "Abs", x + ".size", [x])]);
        var share = Add(graph, "Div", x + ".share", [two, divisor]);
        return Add(graph, "Add", x + ".positive", [Add(graph, "Relu", x + ".relu", [x]), share]);
    }

    // See QuantileHead: cumulative distances from the median. [batch, outputs] becomes [batch, steps, quantiles].
    private static string AddQuantiles(GraphProto graph, string name, string input, int steps)
    {
        var (median, count) = (QuantileHead.Median, QuantileHead.Count);
        var grouped = Add(
            graph, "Reshape", name + ".grouped", [input, AddIntegers(graph, name + ".groups", -1, steps, count)]);
        var parts = new NodeProto { Name = name + ".parts", OpType = "Split", Attribute = { Int("axis", 2) } };
        parts.Input.Add([grouped, AddIntegers(graph, name + ".lengths", median, 1, count - median - 1)]);
        parts.Output.Add([name + ".below", name + ".median", name + ".above"]);
        graph.Node.Add(parts);
        string Distances(string part, ReadOnlySpan<float> spacings, bool reversed)
        {
            var positive = AddSquareplus(graph, $"{name}.{part}");
            var weights = AddWeights(graph, $"{name}.{part}.spacings", spacings.ToArray(), spacings.Length);
            return Add(
                graph,
                "CumSum",
                $"{name}.{part}.distances",
                [Add(graph, "Mul", $"{name}.{part}.gaps", [positive, weights]), AddIndex(graph, $"{name}.{part}.axis", 2)],
                Int("reverse", reversed ? 1 : 0));
        }

        var below = Distances("below", QuantileHead.Spacings[..median], true);
        var above = Distances("above", QuantileHead.Spacings[(median + 1)..], false);
        string[] quantiles =
        [
            Add(graph, "Sub", name + ".lower", [name + ".median", below]),
            name + ".median",
            Add(graph, "Add", name + ".upper", [name + ".median", above]),
        ];
        return Add(graph, "Concat", name + ".out", quantiles, Int("axis", 2));
    }

    // Converts rows from the gate order i, f, g, o to ONNX's order i, o, f, c.
    private static float[] ToOnnxGates(float[] weights, int units)
    {
        var rows = weights.Length / 4;
        var result = new float[weights.Length];
        for (var gate = 0; gate < 4; gate++)
        {
            weights.AsSpan(GateOrder[gate] * rows, rows).CopyTo(result.AsSpan(gate * rows));
        }

        return result;
    }
}
