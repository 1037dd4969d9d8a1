using System.Buffers.Binary;
using Backtest.Onnx.Protos;
using Google.Protobuf;

namespace Backtest.Onnx;

/// <summary>Adds operations and constants to graphs.</summary>
internal static class GraphNodes
{
    /// <summary>Adds an operation with one output.</summary>
    /// <returns>The name of the output.</returns>
    public static string Add(GraphProto graph, string operation, string output, string[] inputs, params AttributeProto[] attributes)
    {
        var node = new NodeProto { Name = output + ".node", OpType = operation, Output = { output } };
        node.Input.Add(inputs);
        node.Attribute.Add(attributes);
        graph.Node.Add(node);
        return output;
    }

    /// <summary>Adds constants in float32.</summary>
    public static string AddWeights(GraphProto graph, string name, float[] values, params long[] dimensions)
    {
        var bytes = new byte[values.Length * sizeof(float)];
        for (var k = 0; k < values.Length; k++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(k * sizeof(float)), values[k]);
        }

        return AddBytes(graph, name, TensorProto.Types.DataType.Float, bytes, dimensions);
    }

    /// <summary>Adds a list of integers.</summary>
    public static string AddIntegers(GraphProto graph, string name, params long[] values)
    {
        graph.Initializer.Add(new TensorProto
        {
            Name = name,
            DataType = (int)TensorProto.Types.DataType.Int64,
            Dims = { values.Length },
            Int64Data = { values },
        });
        return name;
    }

    /// <summary>Adds an integer without dimensions.</summary>
    public static string AddIndex(GraphProto graph, string name, long value)
    {
        graph.Initializer.Add(
            new TensorProto { Name = name, DataType = (int)TensorProto.Types.DataType.Int64, Int64Data = { value } });
        return name;
    }

    /// <summary>Adds numbers in float64; one alone has no dimensions unless they are given.</summary>
    public static string AddDoubles(GraphProto graph, string name, double[] values, params long[] dimensions)
    {
        var bytes = new byte[values.Length * sizeof(double)];
        for (var k = 0; k < values.Length; k++)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(k * sizeof(double)), values[k]);
        }

        return AddBytes(graph, name, TensorProto.Types.DataType.Double, bytes, dimensions);
    }

    /// <summary>An attribute that is an integer.</summary>
    public static AttributeProto Int(string name, long value) =>
        new() { Name = name, I = value, Type = AttributeProto.Types.AttributeType.Int };

    /// <summary>An attribute that is a list of integers.</summary>
    public static AttributeProto Ints(string name, params long[] values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Ints };
        attribute.Ints.Add(values);
        return attribute;
    }

    /// <summary>An input or output in float32, [batch, ...].</summary>
    public static ValueInfoProto Tensor(string name, params long[] dimensions) =>
        Tensor(name, TensorProto.Types.DataType.Float, ["batch", .. dimensions.Cast<object>()]);

    /// <summary>An input or output.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">The type of its numbers.</param>
    /// <param name="dimensions">A number for a dimension that is fixed, a name for one that is open.</param>
    public static ValueInfoProto Tensor(string name, TensorProto.Types.DataType type, params object[] dimensions)
    {
        var shape = new TensorShapeProto();
        shape.Dim.Add(dimensions.Select(dimension => dimension is string open
            ? new TensorShapeProto.Types.Dimension { DimParam = open }
            : new TensorShapeProto.Types.Dimension { DimValue = (long)dimension }));
        var tensor = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = shape };
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = tensor } };
    }

    private static string AddBytes(GraphProto graph, string name, TensorProto.Types.DataType type, byte[] bytes, long[] dimensions)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)type, RawData = UnsafeByteOperations.UnsafeWrap(bytes) };
        tensor.Dims.Add(dimensions);
        graph.Initializer.Add(tensor);
        return name;
    }
}
