using Backtest.Core.Models.Lstm;
using MathNet.Numerics.Distributions;

namespace Backtest.Core.Tests.Models.Lstm;

/// <summary>
/// The equations of the stacked LSTM with a dense head in float64, one number at a time and without padding, blocking
/// or vectors: the reference for the trainer's code.
/// </summary>
internal sealed class ReferenceNetwork
{
    private readonly LstmShape _shape;

    private ReferenceNetwork(LstmShape shape, double[][] weights)
    {
        _shape = shape;
        Weights = weights;
    }

    /// <summary>Per LSTM layer input weights, recurrent weights and two biases, then per dense layer weights and bias.</summary>
    public double[][] Weights { get; }

    /// <summary>Takes the weights, or the gradient, of a network.</summary>
    public static ReferenceNetwork From(LstmShape shape, ReadOnlySpan<float> parameters)
    {
        var weights = new List<float[]>();
        for (var k = 0; k < shape.Stacks * shape.Layers; k++)
        {
            var layer = LstmLayerWeights.From(parameters, shape, k / shape.Layers, k % shape.Layers);
            weights.AddRange([layer.Input, layer.Recurrent, layer.InputBias, layer.RecurrentBias]);
        }

        for (var d = 0; d < shape.Dense.Count; d++)
        {
            var dense = DenseWeights.From(parameters, shape, d);
            weights.AddRange([dense.Weights, dense.Bias]);
        }

        return new ReferenceNetwork(shape, [.. weights.Select(array => Array.ConvertAll(array, value => (double)value))]);
    }

    /// <summary>The outputs of one sample.</summary>
    /// <param name="sample">[steps][inputs].</param>
    /// <param name="mask">Dropout factor by layer, counted through all stacks, step and unit.</param>
    /// <param name="recurrentMask">Dropout factor of the recurrent input, by layer and unit.</param>
    public double[] Output(double[][] sample, Func<int, int, int, double> mask, Func<int, int, double> recurrentMask)
    {
        double[] values = [.. Enumerable.Range(0, _shape.Stacks).SelectMany(stack => LastOutput(stack, sample, mask, recurrentMask))];
        for (var d = 0; d < _shape.Dense.Count; d++)
        {
            var at = (4 * _shape.Stacks * _shape.Layers) + (2 * d);
            var (weights, bias) = (Weights[at], Weights[at + 1]);
            var input = values;
            values = [.. bias.Select((b, row) => b + Dot(weights, row, input))];
            var group = d == _shape.Dense.Count - 1 ? _shape.GroupLength : values.Length;
            values = _shape.Dense[d].Activation == Activation.Softmax
                ? [.. values.Chunk(group).SelectMany(chunk => chunk.Select(x => Math.Exp(x) / chunk.Sum(Math.Exp)))]
                : _shape.Dense[d].Activation == Activation.Quantiles ? [.. values.Chunk(group).SelectMany(Quantiles)]
                : Array.ConvertAll(values, x => Activate(_shape.Dense[d].Activation, x));
        }

        return values;
    }

    // The median in the middle; each distance between neighbours is the standard normal's, times (x + sqrt(x^2 + 4)) / 2.
    private static double[] Quantiles(double[] x)
    {
        double[] probabilities = [0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.975, 0.99];
        var z = Array.ConvertAll(probabilities, probability => Normal.InvCDF(0, 1, probability));
        double Distance(int k, int neighbour) => Math.Abs(z[k] - z[neighbour]) * (x[k] + Math.Sqrt((x[k] * x[k]) + 4)) / 2;
        var quantiles = x.ToArray();
        for (var k = 8; k < x.Length; k++)
        {
            quantiles[k] = quantiles[k - 1] + Distance(k, k - 1);
        }

        for (var k = 6; k >= 0; k--)
        {
            quantiles[k] = quantiles[k + 1] - Distance(k, k + 1);
        }

        return quantiles;
    }

    private double[] LastOutput(int stack, double[][] sample, Func<int, int, int, double> mask, Func<int, int, double> recurrentMask)
    {
        var sequence = _shape.Stacks == 1 ? sample : [.. sample.Select(step => new[] { step[stack] })];
        for (var l = 0; l < _shape.Layers; l++)
        {
            var layer = (stack * _shape.Layers) + l;
            sequence = [.. Layer(layer, sequence, recurrentMask)
                .Select((output, t) => output.Select((value, u) => value * mask(layer, t, u)).ToArray())];
        }

        return sequence[^1];
    }

    private double[][] Layer(int layer, double[][] input, Func<int, int, double> recurrentMask)
    {
        var (w, r, b1, b2) = (Weights[4 * layer], Weights[(4 * layer) + 1], Weights[(4 * layer) + 2], Weights[(4 * layer) + 3]);
        var units = _shape.Units;
        var (h, c) = (new double[units], new double[units]);
        var outputs = new double[input.Length][];
        for (var t = 0; t < input.Length; t++)
        {
            var (x, before) = (input[t], h.Select((value, u) => value * recurrentMask(layer, u)).ToArray());
            double Gate(int gate, int unit)
            {
                var row = (gate * units) + unit;
                return b1[row] + b2[row] + Dot(w, row, x) + Dot(r, row, before);
            }

            h = new double[units];
            for (var u = 0; u < units; u++)
            {
                c[u] = (Sigmoid(Gate(1, u)) * c[u]) + (Sigmoid(Gate(0, u)) * ActivateCell(Gate(2, u)));
                h[u] = Sigmoid(Gate(3, u)) * ActivateCell(c[u]);
            }

            outputs[t] = h;
        }

        return outputs;
    }

    private double ActivateCell(double x) => _shape.CellActivation == CellActivation.Tanh ? Math.Tanh(x) : Math.Max(0, x);

    private static double Dot(double[] matrix, int row, double[] vector)
    {
        var sum = 0.0;
        for (var k = 0; k < vector.Length; k++)
        {
            sum += matrix[(row * vector.Length) + k] * vector[k];
        }

        return sum;
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static double Activate(Activation activation, double x) => activation switch
    {
        Activation.Relu => Math.Max(0, x),
        Activation.Tanh => Math.Tanh(x),
        Activation.Sigmoid => Sigmoid(x),
        _ => x,
    };
}
