using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Backtest.Core.Numerics;

namespace Backtest.Core.Models.Lstm;

/// <summary>
/// One time step of some windows: the LSTM's pointwise equations (Hochreiter and Schmidhuber, 1997; Gers, Schmidhuber
/// and Cummins, 2000), i, f, o = sigmoid, g = a, c = f c' + i g, h = o a(c) with the activation a, and their derivatives.
/// </summary>
internal static class LstmCell
{
    /// <summary>Turns the gates' inputs into their values and computes cell and output.</summary>
    /// <param name="gates">[windows, 4 units] in the order i, f, g, o: inputs before, activations after.</param>
    /// <param name="previousCell">[windows, units]; empty at the first step, where the cell is zero.</param>
    /// <param name="cell">Receives c.</param>
    /// <param name="activatedCell">Receives a(c).</param>
    /// <param name="output">Receives h.</param>
    /// <param name="units">Units with padding.</param>
    public static void Forward<T>(
        Span<float> gates, ReadOnlySpan<float> previousCell, Span<float> cell, Span<float> activatedCell, Span<float> output, int units)
        where T : ICellActivation
    {
        for (var row = 0; row < output.Length; row += units)
        {
            ForwardRow<T>(
                gates.Slice(4 * row, 4 * units),
                previousCell.IsEmpty ? default : previousCell.Slice(row, units),
                cell.Slice(row, units),
                activatedCell.Slice(row, units),
                output.Slice(row, units));
        }
    }

    /// <summary>Turns the gates' values into the loss' derivatives by their inputs, and moves the cell's derivative one step back.</summary>
    /// <param name="gates">[windows, 4 units]: activations before, derivatives after.</param>
    /// <param name="previousCell">[windows, units]; empty at the first step.</param>
    /// <param name="activatedCell">a(c).</param>
    /// <param name="outputGradient">Derivative by h.</param>
    /// <param name="cellGradient">Derivative by c from the step after; receives that by the cell of the step before.</param>
    /// <param name="units">Units with padding.</param>
    public static void Backward<T>(
        Span<float> gates,
        ReadOnlySpan<float> previousCell,
        ReadOnlySpan<float> activatedCell,
        ReadOnlySpan<float> outputGradient,
        Span<float> cellGradient,
        int units)
        where T : ICellActivation
    {
        for (var row = 0; row < cellGradient.Length; row += units)
        {
            BackwardRow<T>(
                gates.Slice(4 * row, 4 * units),
                previousCell.IsEmpty ? default : previousCell.Slice(row, units),
                activatedCell.Slice(row, units),
                outputGradient.Slice(row, units),
                cellGradient.Slice(row, units));
        }
    }

    private static void ForwardRow<T>(
        Span<float> gates, ReadOnlySpan<float> previousCell, Span<float> cell, Span<float> activatedCell, Span<float> output)
        where T : ICellActivation
    {
        var units = output.Length;
        ref var iStart = ref MemoryMarshal.GetReference(gates[..(4 * units)]);
        ref var before = ref MemoryMarshal.GetReference(previousCell);
        ref var cStart = ref MemoryMarshal.GetReference(cell[..units]);
        ref var activatedStart = ref MemoryMarshal.GetReference(activatedCell[..units]);
        ref var hStart = ref MemoryMarshal.GetReference(output);
        var hasPrevious = !previousCell.IsEmpty;
        for (var u = 0; u < units; u += MatrixProduct.Lanes)
        {
            var (at, atF, atG, atO) = ((nuint)u, (nuint)(units + u), (nuint)((2 * units) + u), (nuint)((3 * units) + u));
            var i = VectorMath.Sigmoid(Vector256.LoadUnsafe(ref iStart, at));
            var f = VectorMath.Sigmoid(Vector256.LoadUnsafe(ref iStart, atF));
            var g = T.Apply(Vector256.LoadUnsafe(ref iStart, atG));
            var o = VectorMath.Sigmoid(Vector256.LoadUnsafe(ref iStart, atO));
            var c = i * g;
            if (hasPrevious)
            {
                c = Vector256.FusedMultiplyAdd(f, Vector256.LoadUnsafe(ref before, at), c);
            }

            var activated = T.Apply(c);
            i.StoreUnsafe(ref iStart, at);
            f.StoreUnsafe(ref iStart, atF);
            g.StoreUnsafe(ref iStart, atG);
            o.StoreUnsafe(ref iStart, atO);
            c.StoreUnsafe(ref cStart, at);
            activated.StoreUnsafe(ref activatedStart, at);
            (o * activated).StoreUnsafe(ref hStart, at);
        }
    }

    private static void BackwardRow<T>(
        Span<float> gates, ReadOnlySpan<float> previousCell, ReadOnlySpan<float> activatedCell, ReadOnlySpan<float> outputGradient, Span<float> cellGradient)
        where T : ICellActivation
    {
        var units = cellGradient.Length;
        ref var iStart = ref MemoryMarshal.GetReference(gates[..(4 * units)]);
        ref var before = ref MemoryMarshal.GetReference(previousCell);
        ref var activatedStart = ref MemoryMarshal.GetReference(activatedCell[..units]);
        ref var dhStart = ref MemoryMarshal.GetReference(outputGradient[..units]);
        ref var dcStart = ref MemoryMarshal.GetReference(cellGradient);
        var hasPrevious = !previousCell.IsEmpty;
        var one = Vector256<float>.One;
        for (var u = 0; u < units; u += MatrixProduct.Lanes)
        {
            var (at, atF, atG, atO) = ((nuint)u, (nuint)(units + u), (nuint)((2 * units) + u), (nuint)((3 * units) + u));
            var i = Vector256.LoadUnsafe(ref iStart, at);
            var f = Vector256.LoadUnsafe(ref iStart, atF);
            var g = Vector256.LoadUnsafe(ref iStart, atG);
            var o = Vector256.LoadUnsafe(ref iStart, atO);
            var activated = Vector256.LoadUnsafe(ref activatedStart, at);
            var dh = Vector256.LoadUnsafe(ref dhStart, at);
            var dc = Vector256.LoadUnsafe(ref dcStart, at) + (dh * o * T.Derivative(activated));
            var previous = hasPrevious ? Vector256.LoadUnsafe(ref before, at) : Vector256<float>.Zero;
            (dc * g * i * (one - i)).StoreUnsafe(ref iStart, at);
            (dc * previous * f * (one - f)).StoreUnsafe(ref iStart, atF);
            (dc * i * T.Derivative(g)).StoreUnsafe(ref iStart, atG);
            (dh * activated * o * (one - o)).StoreUnsafe(ref iStart, atO);
            (dc * f).StoreUnsafe(ref dcStart, at);
        }
    }
}
