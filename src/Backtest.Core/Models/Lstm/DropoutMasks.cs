using System.Numerics.Tensors;
using Backtest.Core.Numerics;

namespace Backtest.Core.Models.Lstm;

/// <summary>
/// Dropout with inverted scaling (Srivastava et al., 2014) on the outputs of every LSTM layer: an output is zero with
/// the given probability, else divided by the probability of staying, so that its expectation is unchanged.
/// </summary>
internal sealed class DropoutMasks
{
    private readonly float[][] _masks;
    private readonly int _width;
    private readonly uint _threshold;
    private readonly float _scale;

    /// <summary>Makes room for the masks of a batch.</summary>
    /// <param name="rate">Probability of zero, in (0, 1).</param>
    /// <param name="shape">The network's sizes.</param>
    /// <param name="capacity">Largest batch.</param>
    /// <param name="steps">Time steps of each window.</param>
    public DropoutMasks(double rate, LstmShape shape, int capacity, int steps)
    {
        _width = shape.PaddedUnits;
        _masks = [.. Enumerable.Range(0, shape.Layers).Select(_ => new float[steps * capacity * _width])];
        _threshold = (uint)(rate * uint.MaxValue);
        _scale = (float)(1 / (1 - rate));
    }

    /// <summary>Draws the masks of a batch; of the top layer the last step alone, as no other is used.</summary>
    public void Draw(SeededRandom random, int steps, int batch)
    {
        for (var l = 0; l < _masks.Length; l++)
        {
            var mask = _masks[l].AsSpan(0, steps * batch * _width);
            var used = l == _masks.Length - 1 ? mask[((steps - 1) * batch * _width)..] : mask;
            for (var k = 0; k < used.Length; k += 2)
            {
                var bits = random.NextBits();
                used[k] = (uint)bits < _threshold ? 0 : _scale;
                used[k + 1] = (uint)(bits >> 32) < _threshold ? 0 : _scale;
            }
        }
    }

    /// <summary>Multiplies the values of all steps by a layer's mask.</summary>
    public void Apply(int layer, ReadOnlySpan<float> values, Span<float> result, int steps, int batch)
    {
        var length = steps * batch * _width;
        TensorPrimitives.Multiply(values[..length], _masks[layer].AsSpan(0, length), result);
    }

    /// <summary>Multiplies the values of the last step by a layer's mask.</summary>
    public void ApplyLast(int layer, Span<float> values, int steps, int batch) =>
        TensorPrimitives.Multiply(values, _masks[layer].AsSpan((steps - 1) * batch * _width, values.Length), values);
}
