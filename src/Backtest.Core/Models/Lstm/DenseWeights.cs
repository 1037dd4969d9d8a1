namespace Backtest.Core.Models.Lstm;

/// <summary>Weights, or gradients, of a dense layer in PyTorch's layout.</summary>
/// <param name="Weights">[units, inputs].</param>
/// <param name="Bias">[units].</param>
public sealed record DenseWeights(float[] Weights, float[] Bias)
{
    internal static DenseWeights From(ReadOnlySpan<float> parameters, LstmShape shape, int layer)
    {
        var at = shape.DenseAt(layer);
        var (inputs, units) = (shape.DenseInputs(layer), shape.Dense[layer].Units);
        var weights = new DenseWeights(new float[units * inputs], parameters[at.Bias][..units].ToArray());
        for (var row = 0; row < units; row++)
        {
            for (var k = 0; k < inputs; k++)
            {
                weights.Weights[(row * inputs) + k] = parameters[at.Weights][(shape.DenseRow(layer, k) * at.Columns) + row];
            }
        }

        return weights;
    }

    internal void CopyTo(Span<float> parameters, LstmShape shape, int layer)
    {
        var at = shape.DenseAt(layer);
        var (inputs, units) = (shape.DenseInputs(layer), shape.Dense[layer].Units);
        Bias.CopyTo(parameters[at.Bias]);
        for (var row = 0; row < units; row++)
        {
            for (var k = 0; k < inputs; k++)
            {
                parameters[at.Weights][(shape.DenseRow(layer, k) * at.Columns) + row] = Weights[(row * inputs) + k];
            }
        }
    }
}
