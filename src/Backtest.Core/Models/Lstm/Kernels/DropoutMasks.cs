using System.Numerics.Tensors;
using Backtest.Core.Numerics;

namespace Backtest.Core.Models.Lstm.Kernels;

/// <summary>
/// Dropout with inverted scaling (Srivastava et al., 2014): a value becomes zero with the given probability, and is otherwise divided by
/// the probability of staying, which preserves its expectation. For the outputs of every LSTM layer a mask is drawn for each time step;
/// for the recurrence of an LSTM, one for the whole sample (Gal and Ghahramani, 2016).
/// </summary>
public sealed class DropoutMasks
{
    private readonly MaskSet? _outputs;
    private readonly MaskSet? _recurrent;
    private readonly int _layers;
    private readonly int _width;
    private readonly int _units;

    /// <summary>Allocates the masks of a batch.</summary>
    /// <param name="rate">Probability of zero for outputs, in [0, 1).</param>
    /// <param name="recurrentRate">Probability of zero for the recurrence, in [0, 1).</param>
    /// <param name="shape">The network's sizes.</param>
    /// <param name="capacity">Largest batch.</param>
    /// <param name="steps">Time steps of each sample.</param>
    internal DropoutMasks(double rate, double recurrentRate, LstmShape shape, int capacity, int steps)
    {
        _layers = shape.Layers;
        _width = shape.PaddedUnits;
        _units = shape.Units;
        _outputs = rate > 0 ? new MaskSet(rate, shape.Stacks * _layers, steps * capacity * _width) : null;
        _recurrent = recurrentRate > 0 ? new MaskSet(recurrentRate, shape.Stacks * _layers, capacity * _width) : null;
    }

    /// <summary>Whether outputs are masked.</summary>
    public bool OnOutputs => _outputs is not null;

    /// <summary>Whether the recurrence is masked.</summary>
    public bool OnRecurrence => _recurrent is not null;

    /// <summary>Copies the mask of a time step's outputs; for the top layer, only that of the last step is drawn.</summary>
    /// <param name="stack">Index of the stack.</param>
    /// <param name="layer">Index of the layer in the stack.</param>
    /// <param name="step">Index of the time step.</param>
    /// <param name="batch">Number of samples in the batch.</param>
    /// <param name="mask">Receives [batch, units].</param>
    public void CopyOutputs(int stack, int layer, int step, int batch, Span<float> mask) =>
        Copy(_outputs!.Masks[(stack * _layers) + layer].AsSpan(step * batch * _width), batch, mask);

    /// <summary>Copies the mask of a layer's recurrence, the same for all time steps.</summary>
    /// <param name="stack">Index of the stack.</param>
    /// <param name="layer">Index of the layer in the stack.</param>
    /// <param name="batch">Number of samples in the batch.</param>
    /// <param name="mask">Receives [batch, units].</param>
    public void CopyRecurrence(int stack, int layer, int batch, Span<float> mask) =>
        Copy(_recurrent!.Masks[(stack * _layers) + layer], batch, mask);

    /// <summary>Draws the masks of a batch; for the top layer's outputs only that of the last step, since no other is used.</summary>
    internal void Draw(SeededRandom random, int steps, int batch)
    {
        for (var k = 0; _outputs is not null && k < _outputs.Masks.Length; k++)
        {
            var first = k % _layers == _layers - 1 ? steps - 1 : 0;
            _outputs.Draw(random, k, first * batch * _width, steps * batch * _width);
        }

        for (var k = 0; _recurrent is not null && k < _recurrent.Masks.Length; k++)
        {
            _recurrent.Draw(random, k, 0, batch * _width);
        }
    }

    /// <summary>Multiplies the outputs of all steps by a layer's mask, for some rows.</summary>
    internal void Apply(int stack, int layer, ReadOnlySpan<float> values, Span<float> result, int steps, BatchRows rows)
    {
        var mask = _outputs!.Masks[(stack * _layers) + layer];
        for (var t = 0; t < steps; t++)
        {
            var at = rows.At(t, _width);
            TensorPrimitives.Multiply(values[at], mask.AsSpan(at), result[at]);
        }
    }

    /// <summary>Multiplies the outputs of the last step by a layer's mask.</summary>
    /// <param name="stack">Index of the stack.</param>
    /// <param name="layer">Index of the layer in the stack.</param>
    /// <param name="values">Outputs of these rows.</param>
    /// <param name="steps">Time steps of each sample.</param>
    /// <param name="rows">The rows.</param>
    internal void ApplyLast(int stack, int layer, Span<float> values, int steps, BatchRows rows) =>
        TensorPrimitives.Multiply(values, _outputs!.Masks[(stack * _layers) + layer].AsSpan(rows.At(steps - 1, _width)), values);

    /// <summary>Multiplies the recurrence of some rows at a time step by a layer's mask.</summary>
    internal void ApplyRecurrent(int stack, int layer, ReadOnlySpan<float> values, Span<float> result, BatchRows rows) =>
        TensorPrimitives.Multiply(values, _recurrent!.Masks[(stack * _layers) + layer].AsSpan(rows.At(0, _width)), result);

    private void Copy(ReadOnlySpan<float> padded, int batch, Span<float> mask)
    {
        for (var b = 0; b < batch; b++)
        {
            padded.Slice(b * _width, _units).CopyTo(mask[(b * _units)..]);
        }
    }

    private sealed class MaskSet(double rate, int layers, int length)
    {
        // Sixteen random bits decide each value; this many outcomes mean zero.
        private const int Outcomes = 1 << 16;
        private readonly int _zeros = (int)Math.Round(rate * Outcomes);
        private readonly float _scale = (float)(Outcomes / (Outcomes - Math.Round(rate * Outcomes)));

        public float[][] Masks { get; } = [.. Enumerable.Range(0, layers).Select(_ => new float[length])];

        // Four values from each 64 random bits; widths are multiples of eight.
        public void Draw(SeededRandom random, int index, int start, int end)
        {
            var mask = Masks[index].AsSpan(start, end - start);
            for (var k = 0; k < mask.Length; k += 4)
            {
                var bits = random.NextBits();
                mask[k] = (ushort)bits < _zeros ? 0 : _scale;
                mask[k + 1] = (ushort)(bits >> 16) < _zeros ? 0 : _scale;
                mask[k + 2] = (ushort)(bits >> 32) < _zeros ? 0 : _scale;
                mask[k + 3] = (ushort)(bits >> 48) < _zeros ? 0 : _scale;
            }
        }
    }
}
