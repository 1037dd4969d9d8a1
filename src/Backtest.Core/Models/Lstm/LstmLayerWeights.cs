namespace Backtest.Core.Models.Lstm;

/// <summary>Weights, or gradients, of an LSTM layer in PyTorch's layout: rows in the gate order i, f, g, o.</summary>
/// <param name="Input">[4 units, inputs].</param>
/// <param name="Recurrent">[4 units, units].</param>
/// <param name="InputBias">[4 units].</param>
/// <param name="RecurrentBias">[4 units].</param>
public sealed record LstmLayerWeights(float[] Input, float[] Recurrent, float[] InputBias, float[] RecurrentBias)
{
    internal static LstmLayerWeights From(ReadOnlySpan<float> parameters, LstmShape shape, int stack, int layer)
    {
        var at = shape.Layer(stack, layer);
        var units = shape.Units;
        var inputs = layer == 0 ? shape.InputsPerStack : units;
        var weights =
            new LstmLayerWeights(new float[4 * units * inputs], new float[4 * units * units], new float[4 * units], new float[4 * units]);
        for (var row = 0; row < 4 * units; row++)
        {
            var column = Column(row, units, at.PaddedUnits);
            for (var k = 0; k < inputs; k++)
            {
                weights.Input[(row * inputs) + k] = parameters[at.InputWeights][(k * at.Gates) + column];
            }

            for (var k = 0; k < units; k++)
            {
                weights.Recurrent[(row * units) + k] = parameters[at.RecurrentWeights][(k * at.Gates) + column];
            }

            weights.InputBias[row] = parameters[at.InputBias][column];
            weights.RecurrentBias[row] = parameters[at.RecurrentBias][column];
        }

        return weights;
    }

    internal void CopyTo(Span<float> parameters, LstmShape shape, int stack, int layer)
    {
        var at = shape.Layer(stack, layer);
        var units = shape.Units;
        var inputs = Input.Length / (4 * units);
        for (var row = 0; row < 4 * units; row++)
        {
            var column = Column(row, units, at.PaddedUnits);
            for (var k = 0; k < inputs; k++)
            {
                parameters[at.InputWeights][(k * at.Gates) + column] = Input[(row * inputs) + k];
            }

            for (var k = 0; k < units; k++)
            {
                parameters[at.RecurrentWeights][(k * at.Gates) + column] = Recurrent[(row * units) + k];
            }

            parameters[at.InputBias][column] = InputBias[row];
            parameters[at.RecurrentBias][column] = RecurrentBias[row];
        }
    }

    private static int Column(int row, int units, int paddedUnits) => (row / units * paddedUnits) + (row % units);
}
