using Backtest.Core.Models.Lstm.Kernels;

namespace Backtest.Core.Models.Lstm;

/// <summary>A network: its shape and its weights.</summary>
public sealed class LstmNetwork
{
    /// <summary>Creates a network with all weights zero.</summary>
    public LstmNetwork(LstmShape shape)
    {
        Shape = shape;
        Parameters = new float[shape.ParameterLength];
    }

    /// <summary>The network's sizes.</summary>
    public LstmShape Shape { get; }

    /// <summary>All weights, in the layout of <see cref="Shape"/>.</summary>
    internal float[] Parameters { get; }

    /// <summary>An independent copy.</summary>
    public LstmNetwork Copy()
    {
        var copy = new LstmNetwork(Shape);
        Parameters.CopyTo(copy.Parameters, 0);
        return copy;
    }

    /// <summary>Predicts from samples.</summary>
    /// <param name="samples">[samples, steps, inputs], sample after sample.</param>
    /// <param name="count">Number of samples.</param>
    /// <param name="steps">Time steps of each sample.</param>
    /// <param name="outputs">Receives [samples, outputs].</param>
    public void Forward(ReadOnlySpan<float> samples, int count, int steps, Span<float> outputs)
    {
        var pass = new LstmPass(Shape, count, steps);
        var inputs = Shape.Inputs;
        for (var b = 0; b < count; b++)
        {
            for (var t = 0; t < steps; t++)
            {
                samples.Slice(((b * steps) + t) * inputs, inputs).CopyTo(pass.Input(t, b));
            }
        }

        pass.Forward(Parameters, null);
        for (var b = 0; b < count; b++)
        {
            pass.Output(b).CopyTo(outputs[(b * Shape.Outputs)..]);
        }
    }

    /// <summary>The weights of an LSTM layer without padding, in PyTorch's layout.</summary>
    /// <param name="layer">Index of the layer.</param>
    /// <param name="stack">Index of the stack.</param>
    /// <returns>
    /// Input weights [4 units, inputs], recurrent weights [4 units, units] and the two biases [4 units]; rows in the
    /// gate order i, f, g, o.
    /// </returns>
    public LstmLayerWeights GetLayer(int layer, int stack = 0) => LstmLayerWeights.From(Parameters, Shape, stack, layer);

    /// <summary>Sets the weights of an LSTM layer.</summary>
    public void SetLayer(int layer, LstmLayerWeights weights, int stack = 0) => weights.CopyTo(Parameters, Shape, stack, layer);

    /// <summary>The weights of a dense layer without padding.</summary>
    /// <param name="layer">Index of the layer; the output is the last one.</param>
    /// <returns>Weights [units, inputs] and bias [units].</returns>
    public DenseWeights GetDense(int layer) => DenseWeights.From(Parameters, Shape, layer);

    /// <summary>Sets the weights of a dense layer.</summary>
    public void SetDense(int layer, DenseWeights weights) => weights.CopyTo(Parameters, Shape, layer);
}
