using Backtest.Core.Diagnostics;
using Backtest.Core.Tests.Models.Arima;
using Backtest.Testing;
using FsCheck.Fluent;
using static Backtest.Core.Tests.Diagnostics.DiagnosticsReference;

namespace Backtest.Core.Tests.Diagnostics;

public sealed class SeasonDetectionTests
{
    [Theory]
    [InlineData("AirPassengers", 12)]
    [InlineData("logAirPassengers", 12)]
    [InlineData("co2", 12)]
    [InlineData("nottem", 12)]
    [InlineData("USAccDeaths", 12)]
    [InlineData("ldeaths", 12)]
    [InlineData("UKgas", 4)]
    [InlineData("JohnsonJohnson", 4)]
    [InlineData("Nile", null)]
    [InlineData("LakeHuron", null)]
    [InlineData("WWWusage", null)]
    [InlineData("nhtemp", null)]
    [InlineData("uspop", null)]
    [InlineData("treering", null)]
    [InlineData("DAX", null)]
    public void Monthly_and_quarterly_series_have_their_season_and_yearly_and_daily_ones_none(string name, int? length)
    {
        var season = SeasonDetection.Detect(Named(name));

        Assert.Equal(length, season?.Length);
        if (season is not null)
        {
            Assert.Equal(SeasonalStrength.Of(Named(name), season.Length), season.Strength);
        }
    }

    [Fact]
    public void Of_the_M3_series_strong_seasons_are_found_and_few_are_made_up()
    {
        var (strong, found, without, madeUp) = (0, 0, 0, 0);
        foreach (var (_, train, spec, _, _) in ArimaReference.M3())
        {
            var season = SeasonDetection.Detect(train);
            if (spec.Period == 1)
            {
                without++;
                madeUp += season is null ? 0 : 1;
            }
            else if (train.Length > 2 * spec.Period && SeasonalStrength.Of(train, spec.Period) > 0.64)
            {
                strong++;
                found += season?.Length == spec.Period ? 1 : 0;
            }
        }

        Assert.True(strong >= 15);
        Assert.True(found >= 0.85 * strong, $"{found} of {strong} found.");
        Assert.True(madeUp <= 0.05 * without, $"{madeUp} of {without} made up.");
    }

    [Theory]
    [InlineData(0, 60)]
    [InlineData(0, 500)]
    [InlineData(0.7, 200)]
    [InlineData(-0.7, 200)]
    [InlineData(1, 200)]
    [InlineData(1, 2000)]
    public void Noise_and_random_walks_seldom_have_a_season(double phi, int length) => Assert.InRange(
        Enumerable.Range(0, 200).Count(seed => SeasonDetection.Detect(Autoregression(length, phi, (ulong)seed)) is not null), 0, 8);

    [Fact]
    public void A_season_is_found_on_a_trend_and_on_a_random_walk_with_values_missing() => RandomCases.Holds(
        from length in Gen.Choose(3, 60)
        from seasons in Gen.Choose(8, 20)
        from kind in Gen.Choose(0, 2)
        from seed in Gen.Choose(0, 1_000_000)
        select (length, seasons, kind, seed),
        input =>
        {
            var (length, seasons, kind, seed) = input;
            var pattern = Noise(length, (ulong)seed + 1);
            var noise = Autoregression(length * seasons, kind == 2 ? 1 : 0, (ulong)seed);
            var size = 4 / Math.Sqrt(pattern.Select(value => value * value).Average());
            double[] values = [.. noise.Select((value, t) => value + (size * pattern[t % length]) + (kind == 1 ? 0.1 * t : 0))];
            values[(length * 3) + 1] = double.NaN;
            values[length * 5] = double.NaN;

            // If a pattern nearly repeats within itself, noise may leave only the shorter part visible.
            var found = SeasonDetection.Detect(values)?.Length;
            Assert.True(found is { } m && length % m == 0, $"{found} is not {length}.");
        },
        100);

    [Theory]
    [InlineData(7, 100_000)]
    [InlineData(168, 4_000)]
    [InlineData(365, 2_500)]
    [InlineData(1_440, 20_000)]
    public void Long_seasons_are_found_to_the_step(int length, int count)
    {
        var pattern = Noise(length, 11);
        double[] values = [.. Noise(count, 12).Select((value, t) => value + (2 * pattern[t % length]))];

        Assert.Equal(length, SeasonDetection.Detect(values)?.Length);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(24)]
    [InlineData(100)]
    public void A_pure_wave_has_the_season_of_its_length(int length) => Assert.Equal(
        length,
        SeasonDetection.Detect([.. Enumerable.Range(0, 8 * length).Select(t => 50 + Math.Sin(2 * Math.PI * t / length))])?.Length);

    [Theory]
    [InlineData(new double[] { })]
    [InlineData(new[] { 1.0, 2, 3 })]
    [InlineData(new[] { 4.0, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4 })]
    [InlineData(new[] { double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN })]
    public void Short_equal_and_missing_values_have_no_season(double[] values) => Assert.Null(SeasonDetection.Detect(values));

    [Fact]
    public void A_smooth_trend_has_no_season()
    {
        Assert.Null(SeasonDetection.Detect([.. Enumerable.Range(0, 300).Select(t => 5 + (0.1 * t))]));
        Assert.Null(SeasonDetection.Detect([.. Enumerable.Range(0, 300).Select(t => 0.1 * t * t)]));
        Assert.Null(SeasonDetection.Detect([.. Enumerable.Range(0, 300).Select(t => Math.Exp(0.02 * t))]));
    }
}
