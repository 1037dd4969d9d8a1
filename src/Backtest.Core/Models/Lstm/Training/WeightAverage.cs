using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Backtest.Core.Models.Lstm.Training;

/// <summary>
/// The exponential average of a training's weights after each update (Polyak and Juditsky, 1992), a steadier network than that of the last
/// weights.
/// </summary>
/// <remarks>
/// After update k, counted from 1, the average keeps min(<paramref name="decay"/>, (1 + k) / (10 + k)) of itself, so that a short training
/// forgets its start.
/// </remarks>
/// <param name="decay">Share of itself that the average keeps at an update, in (0, 1).</param>
/// <param name="start">The starting weights, a multiple of eight.</param>
internal sealed class WeightAverage(double decay, ReadOnlySpan<float> start)
{
    private readonly float[] _average = start.ToArray();
    private int _updates;

    /// <summary>Adds the weights after an update.</summary>
    public void Add(ReadOnlySpan<float> weights)
    {
        _updates++;
        var share = (float)Math.Min(decay, (1.0 + _updates) / (10.0 + _updates));
        var (keep, take) = (Vector256.Create(share), Vector256.Create(1 - share));
        ref var average = ref MemoryMarshal.GetArrayDataReference(_average);
        ref var weight = ref MemoryMarshal.GetReference(weights[.._average.Length]);
        for (nuint k = 0; k < (nuint)_average.Length; k += 8)
        {
            ((keep * Vector256.LoadUnsafe(ref average, k)) + (take * Vector256.LoadUnsafe(ref weight, k))).StoreUnsafe(ref average, k);
        }
    }

    /// <summary>Sets weights to the average.</summary>
    public void CopyTo(Span<float> weights) => _average.CopyTo(weights);
}
