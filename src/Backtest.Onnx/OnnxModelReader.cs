using System.Buffers.Binary;
using Backtest.Core.Models.Lstm;
using Backtest.Onnx.Protos;
using Google.Protobuf;

namespace Backtest.Onnx;

/// <summary>
/// Reads a network written by <see cref="OnnxModelWriter"/> back into the trainer's layout, bit for bit. Its forward pass gives the same
/// numbers on every host, which a runtime with its own kernels does not guarantee.
/// </summary>
public static class OnnxModelReader
{
    /// <summary>Reads a network.</summary>
    /// <param name="model">The bytes of an .onnx file with one network.</param>
    /// <param name="shape">The network's sizes.</param>
    /// <exception cref="InvalidDataException">The bytes are not a model of a network of these sizes.</exception>
    public static LstmNetwork Read(ReadOnlySpan<byte> model, LstmShape shape) => Read(model, shape, 1)[0];

    /// <summary>Reads several networks of the same shape, whose outputs the model averages.</summary>
    /// <param name="model">The bytes of an .onnx file with these networks.</param>
    /// <param name="shape">The sizes of each network.</param>
    /// <param name="count">Number of networks.</param>
    /// <exception cref="InvalidDataException">The bytes are not a model of such networks.</exception>
    public static IReadOnlyList<LstmNetwork> Read(ReadOnlySpan<byte> model, LstmShape shape, int count)
    {
        ModelProto proto;
        try
        {
            proto = ModelProto.Parser.ParseFrom(model);
        }
        catch (InvalidProtocolBufferException problem)
        {
            throw new InvalidDataException("The bytes are not a valid ONNX model.", problem);
        }

        var tensors = proto.Graph.Initializer
            .Where(tensor => tensor.DataType == (int)TensorProto.Types.DataType.Float)
            .ToDictionary(tensor => tensor.Name);
        return [.. Enumerable.Range(0, count).Select(k => Read(tensors, OnnxModelWriter.PrefixOf(k), shape))];
    }

    private static LstmNetwork Read(Dictionary<string, TensorProto> tensors, string prefix, LstmShape shape)
    {
        float[] Values(string name, int count) =>
            tensors.TryGetValue(name, out var tensor) && tensor.RawData.Length == count * sizeof(float)
                ? ToFloats(tensor.RawData.Span)
                : throw new InvalidDataException($"The model has no '{name}' of {count} weights.");

        var network = new LstmNetwork(shape);
        var units = shape.Units;
        for (var stack = 0; stack < shape.Stacks; stack++)
        {
            for (var layer = 0; layer < shape.Layers; layer++)
            {
                var name = OnnxModelWriter.NameOfLayer(prefix, stack, layer);
                var inputs = layer == 0 ? shape.InputsPerStack : units;
                var biases = Values(name + ".B", 8 * units);
                network.SetLayer(
                    layer,
                    new LstmLayerWeights(
                        FromOnnxGates(Values(name + ".W", 4 * units * inputs)),
                        FromOnnxGates(Values(name + ".R", 4 * units * units)),
                        FromOnnxGates(biases[..(4 * units)]),
                        FromOnnxGates(biases[(4 * units)..])),
                    stack);
            }
        }

        for (var d = 0; d < shape.Dense.Count; d++)
        {
            var outputs = shape.Dense[d].Units;
            network.SetDense(
                d,
                new DenseWeights(
                    Values($"{prefix}dense{d}.W", outputs * shape.DenseInputs(d)), Values($"{prefix}dense{d}.b", outputs)));
        }

        return network;
    }

    private static float[] ToFloats(ReadOnlySpan<byte> bytes)
    {
        var values = new float[bytes.Length / sizeof(float)];
        for (var k = 0; k < values.Length; k++)
        {
            values[k] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(k * sizeof(float))..]);
        }

        return values;
    }

    // Converts rows from ONNX's gate order i, o, f, c to i, f, g, o.
    private static float[] FromOnnxGates(float[] weights)
    {
        var rows = weights.Length / 4;
        var result = new float[weights.Length];
        for (var gate = 0; gate < 4; gate++)
        {
            weights.AsSpan(gate * rows, rows).CopyTo(result.AsSpan(OnnxModelWriter.GateOrder[gate] * rows));
        }

        return result;
    }
}
