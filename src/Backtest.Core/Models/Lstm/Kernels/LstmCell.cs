using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backtest.Core.Numerics;

namespace Backtest.Core.Models.Lstm.Kernels;

/// <summary>
/// One time step of some samples: the LSTM's pointwise equations (Hochreiter and Schmidhuber, 1997; Gers, Schmidhuber
/// and Cummins, 2000), i, f, o = sigmoid, g = a, c = f c' + i g, h = o a(c) with the activation a, and their derivatives.
/// </summary>
internal static class LstmCell
{
    /// <summary>Turns the gates' inputs into their values and computes cell and output.</summary>
    /// <param name="gates">[samples, 4 units] in the order i, f, g, o: inputs before, activations after.</param>
    /// <param name="previousCell">[samples, units]; empty at the first step, where the cell is zero.</param>
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

    /// <summary>
    /// Replaces the gates' values by the loss' derivatives by their inputs, and moves the cell's derivative back by one step.
    /// </summary>
    /// <param name="gates">[samples, 4 units]: activations before, derivatives after.</param>
    /// <param name="previousCell">[samples, units]; empty at the first step.</param>
    /// <param name="activatedCell">a(c).</param>
    /// <param name="outputGradient">Derivative by h.</param>
    /// <param name="cellGradient">Derivative by c from the next step; receives that by the previous step's cell.</param>
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

    // Processes as many values at a time as the machine's vectors hold, and a remainder of eight separately.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ForwardRow<T>(
        Span<float> gates, ReadOnlySpan<float> previousCell, Span<float> cell, Span<float> activatedCell, Span<float> output)
        where T : ICellActivation
    {
        var units = output.Length;
        Activate<SigmoidGate>(gates[..(2 * units)]);
        Activate<T>(gates[(2 * units)..(3 * units)]);
        Activate<SigmoidGate>(gates[(3 * units)..]);
        var unit = 0;
        for (; Vector512.IsHardwareAccelerated && unit + Lanes16.Count <= units; unit += Lanes16.Count)
        {
            ForwardUnits<T, Lanes16>(gates, previousCell, cell, activatedCell, output, unit);
        }

        for (; unit < units; unit += Lanes8.Count)
        {
            ForwardUnits<T, Lanes8>(gates, previousCell, cell, activatedCell, output, unit);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Activate<T>(Span<float> values)
        where T : IActivation
    {
        var k = 0;
        for (; Vector512.IsHardwareAccelerated && k + Lanes16.Count <= values.Length; k += Lanes16.Count)
        {
            T.Apply(Lanes16.Load(ref values[k])).Store(ref values[k]);
        }

        for (; k < values.Length; k += Lanes8.Count)
        {
            T.Apply(Lanes8.Load(ref values[k])).Store(ref values[k]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ForwardUnits<T, TLanes>(
        ReadOnlySpan<float> gates,
        ReadOnlySpan<float> previousCell,
        Span<float> cell,
        Span<float> activatedCell,
        Span<float> output,
        int unit)
        where T : ICellActivation
        where TLanes : struct, IFloatLanes<TLanes>
    {
        var units = output.Length;
        var c = TLanes.Load(in gates[unit]) * TLanes.Load(in gates[(2 * units) + unit]);
        if (!previousCell.IsEmpty)
        {
            c = TLanes.FusedMultiplyAdd(TLanes.Load(in gates[units + unit]), TLanes.Load(in previousCell[unit]), c);
        }

        var activated = T.Apply(c);
        c.Store(ref cell[unit]);
        activated.Store(ref activatedCell[unit]);
        (TLanes.Load(in gates[(3 * units) + unit]) * activated).Store(ref output[unit]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BackwardRow<T>(
        Span<float> gates,
        ReadOnlySpan<float> previousCell,
        ReadOnlySpan<float> activatedCell,
        ReadOnlySpan<float> outputGradient,
        Span<float> cellGradient)
        where T : ICellActivation
    {
        var (unit, units) = (0, cellGradient.Length);
        for (; Vector512.IsHardwareAccelerated && unit + Lanes16.Count <= units; unit += Lanes16.Count)
        {
            BackwardUnits<T, Lanes16>(gates, previousCell, activatedCell, outputGradient, cellGradient, unit);
        }

        for (; unit < units; unit += Lanes8.Count)
        {
            BackwardUnits<T, Lanes8>(gates, previousCell, activatedCell, outputGradient, cellGradient, unit);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void BackwardUnits<T, TLanes>(
        Span<float> gates,
        ReadOnlySpan<float> previousCell,
        ReadOnlySpan<float> activatedCell,
        ReadOnlySpan<float> outputGradient,
        Span<float> cellGradient,
        int unit)
        where T : ICellActivation
        where TLanes : struct, IFloatLanes<TLanes>
    {
        var units = cellGradient.Length;
        var one = TLanes.Create(1f);
        ref var input = ref gates[unit];
        ref var forget = ref gates[units + unit];
        ref var candidate = ref gates[(2 * units) + unit];
        ref var exit = ref gates[(3 * units) + unit];
        var i = TLanes.Load(ref input);
        var f = TLanes.Load(ref forget);
        var g = TLanes.Load(ref candidate);
        var o = TLanes.Load(ref exit);
        var activated = TLanes.Load(in activatedCell[unit]);
        var dh = TLanes.Load(in outputGradient[unit]);
        var dc = TLanes.Load(ref cellGradient[unit]) + (dh * o * T.Derivative(activated));
        var previous = previousCell.IsEmpty ? TLanes.Create(0f) : TLanes.Load(in previousCell[unit]);
        (dc * g * i * (one - i)).Store(ref input);
        (dc * previous * f * (one - f)).Store(ref forget);
        (dc * i * T.Derivative(g)).Store(ref candidate);
        (dh * activated * o * (one - o)).Store(ref exit);
        (dc * f).Store(ref cellGradient[unit]);
    }

    private readonly struct SigmoidGate : IActivation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Apply<T>(T x)
            where T : struct, IFloatLanes<T> => VectorMath.Sigmoid(x);
    }
}
