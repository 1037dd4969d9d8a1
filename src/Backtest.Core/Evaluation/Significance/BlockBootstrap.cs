using Backtest.Core.Numerics;

namespace Backtest.Core.Evaluation.Significance;

/// <summary>
/// The circular block bootstrap (Politis and Romano, 1992): draws blocks of successive indices, the first following the last,
/// with replacement. All indices are equally likely.
/// </summary>
internal static class BlockBootstrap
{
    /// <summary>Counts how often each index is drawn in each resample.</summary>
    /// <param name="count">Number of indices.</param>
    /// <param name="blockLength">Length of a block, from 1 to <paramref name="count"/>; the last block may be cut.</param>
    /// <param name="resamples">Number of resamples.</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <returns>One row per resample; its elements sum to <paramref name="count"/>.</returns>
    public static int[][] Draw(int count, int blockLength, int resamples, ulong seed)
    {
        var random = new SeededRandom(seed);
        var draws = new int[resamples][];
        for (var b = 0; b < resamples; b++)
        {
            var times = draws[b] = new int[count];
            for (var drawn = 0; drawn < count;)
            {
                var start = random.NextBelow(count);
                for (var k = 0; k < blockLength && drawn < count; k++, drawn++)
                {
                    times[(start + k) % count]++;
                }
            }
        }

        return draws;
    }
}
