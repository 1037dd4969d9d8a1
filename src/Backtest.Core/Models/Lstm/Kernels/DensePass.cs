using Backtest.Core.Numerics;

namespace Backtest.Core.Models.Lstm.Kernels;

/// <summary>Passes of mini-batches through the dense layers of a network, in reusable buffers.</summary>
/// <param name="shape">The network's sizes.</param>
/// <param name="capacity">Largest batch.</param>
internal sealed class DensePass(LstmShape shape, int capacity)
{
    private readonly float[][] _outputs = [.. shape.Dense.Select(layer => new float[capacity * MatrixProduct.Pad(layer.Units)])];

    // Created by the first backward pass, since predictions do not need them.
    private float[][]? _gradients;
    private float[]? _transposed;

    /// <summary>The last layer's outputs of a sample after a forward pass.</summary>
    public ReadOnlySpan<float> Output(int sample) => _outputs[^1].AsSpan(sample * shape.PaddedOutputs, shape.Outputs);

    /// <summary>Computes the outputs of a batch.</summary>
    /// <param name="parameters">Weights.</param>
    /// <param name="input">[batch, padded inputs of the first layer].</param>
    /// <param name="batch">Number of samples in the batch.</param>
    public void Forward(ReadOnlySpan<float> parameters, ReadOnlySpan<float> input, int batch)
    {
        for (var d = 0; d < _outputs.Length; d++)
        {
            var at = shape.DenseAt(d);
            var output = _outputs[d];
            for (var b = 0; b < batch; b++)
            {
                parameters[at.Bias].CopyTo(output.AsSpan(b * at.Columns));
            }

            MatrixProduct.AddTo(batch, at.Rows, at.Columns, input, at.Rows, 1, parameters[at.Weights], output);
            var (units, activation) = shape.Dense[d];
            for (var b = 0; b < batch; b++)
            {
                DenseActivation.Apply(activation, output.AsSpan(b * at.Columns, at.Columns), units, shape.GroupLengthOf(d));
            }

            input = output;
        }
    }

    /// <summary>Adds the gradient of the loss to <paramref name="gradients"/>, after a forward pass of the same batch.</summary>
    /// <param name="parameters">Weights.</param>
    /// <param name="input">The input of the forward pass.</param>
    /// <param name="batch">Number of samples in the batch.</param>
    /// <param name="outputGradients">Derivative of the loss, [batch, padded outputs].</param>
    /// <param name="byLinear">Whether it is the derivative by the outputs before their activation.</param>
    /// <param name="gradients">Gradients in the layout of the parameters.</param>
    /// <param name="inputGradients">Receives the derivative by the input.</param>
    public void Backward(
        ReadOnlySpan<float> parameters,
        ReadOnlySpan<float> input,
        int batch,
        ReadOnlySpan<float> outputGradients,
        bool byLinear,
        Span<float> gradients,
        Span<float> inputGradients)
    {
        _gradients ??= [.. _outputs.Select(output => new float[output.Length])];
        _transposed ??= new float[Enumerable.Range(0, _outputs.Length).Max(d => shape.DenseAt(d).Rows * shape.DenseAt(d).Columns)];
        outputGradients.CopyTo(_gradients[^1]);
        for (var d = _outputs.Length - 1; d >= 0; d--)
        {
            var at = shape.DenseAt(d);
            var gradient = _gradients[d].AsSpan(0, batch * at.Columns);
            if (!byLinear || d < _outputs.Length - 1)
            {
                var (units, activation) = shape.Dense[d];
                for (var b = 0; b < batch; b++)
                {
                    DenseActivation.MultiplyByDerivative(
                        activation,
                        _outputs[d].AsSpan(b * at.Columns, units),
                        gradient.Slice(b * at.Columns, units),
                        shape.GroupLengthOf(d));
                }
            }

            MatrixProduct.AddTo(at.Rows, batch, at.Columns, d == 0 ? input : _outputs[d - 1], 1, at.Rows, gradient, gradients[at.Weights]);
            LstmStackPass.AddRows(gradient, gradients[at.Bias]);
            var below = d == 0 ? inputGradients : _gradients[d - 1].AsSpan(0, batch * at.Rows);
            below.Clear();
            MatrixProduct.Transpose(parameters[at.Weights], at.Rows, at.Columns, _transposed);
            MatrixProduct.AddTo(batch, at.Columns, at.Rows, gradient, at.Columns, 1, _transposed, below);
        }
    }
}
