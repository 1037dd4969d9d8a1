using Backtest.Core.Numerics;

namespace Backtest.Core.Tests.Numerics;

public sealed class SeededRandomTests
{
    [Fact]
    public void SplitMix64_fills_the_state_as_published()
    {
        // The first outputs of SplitMix64 for seed 0 are E220A8397B1DCDAF, 6E789E6AA1B965F4, ...; the first output of
        // xoshiro256** is rotl(s1 * 5, 7) * 9 of that state.
        var expected = unchecked(System.Numerics.BitOperations.RotateLeft(unchecked(0x6E789E6AA1B965F4UL * 5), 7) * 9);

        Assert.Equal(expected, new SeededRandom(0).NextBits());
    }

    [Fact]
    public void Uniform_and_normal_numbers_have_their_moments()
    {
        var random = new SeededRandom(42);
        const int Count = 200_000;
        var uniform = Enumerable.Range(0, Count).Select(_ => random.NextUniform()).ToArray();
        var normal = Enumerable.Range(0, Count).Select(_ => random.NextNormal()).ToArray();

        // Five standard errors.
        Assert.Equal(0.5, uniform.Average(), 5 * Math.Sqrt(1 / 12.0 / Count));
        Assert.All(uniform, value => Assert.InRange(value, 0, 1 - 1e-17));
        Assert.Equal(0, normal.Average(), 5 / Math.Sqrt(Count));
        Assert.Equal(1, normal.Average(value => value * value), 5 * Math.Sqrt(2.0 / Count));
        Assert.Equal(3, normal.Average(value => value * value * value * value), 5 * Math.Sqrt(96.0 / Count));
    }

    [Fact]
    public void A_shuffle_keeps_every_item_and_puts_each_everywhere_alike()
    {
        var random = new SeededRandom(7);
        var counts = new int[4, 4];
        for (var k = 0; k < 40_000; k++)
        {
            int[] items = [0, 1, 2, 3];
            random.Shuffle(items.AsSpan());
            Assert.Equal(6, items.Sum());
            for (var place = 0; place < 4; place++)
            {
                counts[place, items[place]]++;
            }
        }

        // Ten thousand each, within five standard deviations.
        Assert.All(counts.Cast<int>(), count => Assert.InRange(count, 10_000 - 435, 10_000 + 435));
    }
}
