using System.Diagnostics;
using System.Runtime.Intrinsics;

namespace Backtest.Bench;

/// <summary>
/// The current float32 peak of one core: fused multiply-adds on registers alone.
/// </summary>
internal static class CorePeak
{
    private const int Steps = 2_000_000;
    private const int Chains = 10;

    /// <summary>Measures the peak in operations per second; a fused multiply-add counts as two. The best of several runs.</summary>
    public static double Measure()
    {
        var best = 0.0;
        for (var run = 0; run < 20; run++)
        {
            var started = Stopwatch.GetTimestamp();
            var (sum, lanes) = Vector512.IsHardwareAccelerated ? (Multiply512(), 16) : (Multiply256(), 8);
            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            best = float.IsFinite(sum) ? Math.Max(best, 2.0 * lanes * Chains * Steps / seconds) : best;
        }

        return best;
    }

    // Ten independent chains keep both units of a core busy.
    private static float Multiply512()
    {
        var (x, y) = (Vector512.Create(0.999f), Vector512.Create(1e-3f));
        var (a, b, c, d, e, f, g, h, i, j) = (y, y, y, y, y, y, y, y, y, y);
        for (var k = 0; k < Steps; k++)
        {
            a = Vector512.FusedMultiplyAdd(a, x, y);
            b = Vector512.FusedMultiplyAdd(b, x, y);
            c = Vector512.FusedMultiplyAdd(c, x, y);
            d = Vector512.FusedMultiplyAdd(d, x, y);
            e = Vector512.FusedMultiplyAdd(e, x, y);
            f = Vector512.FusedMultiplyAdd(f, x, y);
            g = Vector512.FusedMultiplyAdd(g, x, y);
            h = Vector512.FusedMultiplyAdd(h, x, y);
            i = Vector512.FusedMultiplyAdd(i, x, y);
            j = Vector512.FusedMultiplyAdd(j, x, y);
        }

        return Vector512.Sum(a + b + c + d + e + f + g + h + i + j);
    }

    private static float Multiply256()
    {
        var (x, y) = (Vector256.Create(0.999f), Vector256.Create(1e-3f));
        var (a, b, c, d, e, f, g, h, i, j) = (y, y, y, y, y, y, y, y, y, y);
        for (var k = 0; k < Steps; k++)
        {
            a = Vector256.FusedMultiplyAdd(a, x, y);
            b = Vector256.FusedMultiplyAdd(b, x, y);
            c = Vector256.FusedMultiplyAdd(c, x, y);
            d = Vector256.FusedMultiplyAdd(d, x, y);
            e = Vector256.FusedMultiplyAdd(e, x, y);
            f = Vector256.FusedMultiplyAdd(f, x, y);
            g = Vector256.FusedMultiplyAdd(g, x, y);
            h = Vector256.FusedMultiplyAdd(h, x, y);
            i = Vector256.FusedMultiplyAdd(i, x, y);
            j = Vector256.FusedMultiplyAdd(j, x, y);
        }

        return Vector256.Sum(a + b + c + d + e + f + g + h + i + j);
    }
}
