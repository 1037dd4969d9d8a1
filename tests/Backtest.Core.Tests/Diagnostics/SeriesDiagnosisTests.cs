using System.Diagnostics;
using System.Text.Json;
using Backtest.Core.Diagnostics;
using Backtest.Testing;
using FsCheck.Fluent;
using static Backtest.Core.Tests.Diagnostics.DiagnosticsReference;

namespace Backtest.Core.Tests.Diagnostics;

public sealed class SeriesDiagnosisTests
{
    [Fact]
    public void AirPassengers_is_seasonal_trending_and_no_white_noise()
    {
        var diagnosis = SeriesDiagnosis.Of(Named("AirPassengers"), 12);

        Assert.Equal((144, 0, 12), (diagnosis.Count, diagnosis.Missing, diagnosis.SeasonLength));
        Assert.Equal(280.2986, diagnosis.Mean!.Value, 1e-4);
        Assert.Equal(119.9663, diagnosis.StandardDeviation!.Value, 1e-4);
        Assert.Equal((104.0, 622.0), (diagnosis.Minimum!.Value, diagnosis.Maximum!.Value));
        Assert.Equal(12, diagnosis.DetectedSeason!.Length);
        Assert.Equal((1, 1), (diagnosis.D, diagnosis.SeasonalD));
        Assert.Equal(0.99188, diagnosis.UnitRoot!.PValue, 1e-5);
        Assert.Equal(0.01, diagnosis.Stationarity!.PValue);
        Assert.False(diagnosis.IsWhiteNoise);
        Assert.False(diagnosis.IsStationary);
        Assert.NotNull(diagnosis.Normality);
        Assert.NotNull(diagnosis.Arch);
        Assert.Empty(diagnosis.Undetermined);
    }

    [Fact]
    public void White_noise_is_stationary_and_has_no_season()
    {
        var diagnosis = SeriesDiagnosis.Of(Noise(500, 2));

        Assert.True(diagnosis.IsWhiteNoise);
        Assert.True(diagnosis.IsStationary);
        Assert.Equal(1, diagnosis.SeasonLength);
        Assert.Null(diagnosis.SeasonalStrength);
        Assert.Equal((0, 0), (diagnosis.D, diagnosis.SeasonalD));
    }

    [Fact]
    public void A_season_that_was_not_given_is_detected_and_used()
    {
        var diagnosis = SeriesDiagnosis.Of(Named("nottem"));

        Assert.Equal(12, diagnosis.SeasonLength);
        Assert.Equal(1, diagnosis.SeasonalD);
        Assert.Equal(diagnosis.DetectedSeason!.Strength, diagnosis.SeasonalStrength);
    }

    [Fact]
    public void What_a_constant_series_leaves_open_is_null_with_a_reason()
    {
        var diagnosis = SeriesDiagnosis.Of([7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7], 4);

        Assert.Equal(0, diagnosis.StandardDeviation);
        Assert.Null(diagnosis.WhiteNoise);
        Assert.Null(diagnosis.IsWhiteNoise);
        Assert.Null(diagnosis.IsStationary);
        Assert.Equal((0, 0), (diagnosis.D, diagnosis.SeasonalD));
        Assert.Equal(
            ["arch", "normality", "seasonalStrength", "stationarity", "unitRoot", "whiteNoise"],
            diagnosis.Undetermined.Keys.Order(StringComparer.Ordinal));
        Assert.Contains("equal", diagnosis.Undetermined["whiteNoise"], StringComparison.Ordinal);
    }

    [Fact]
    public void Any_series_makes_valid_json_that_reads_back() => RandomCases.Holds(
        from values in RandomCases.Series(0, 40)
        from kind in Gen.Choose(0, 8)
        from seasonLength in Gen.Elements(1, 4, 12)
        select (values: Distort(values, kind), seasonLength),
        input =>
        {
            AssertReadsBack(SeriesDiagnosis.Of(input.values, input.seasonLength));
            AssertReadsBack(ResidualDiagnosis.Of(input.values, input.seasonLength, 2));
        },
        500);

    [Fact]
    public void The_level_and_the_scale_change_no_verdict()
    {
        var expected = SeriesDiagnosis.Of(Named("AirPassengers"), 12);
        foreach (var scale in (double[])[1e-300, 1e-12, 1e12, 1e300])
        {
            AssertSame(expected, SeriesDiagnosis.Of([.. Named("AirPassengers").Select(value => value * scale)], 12));
        }

        AssertSame(expected, SeriesDiagnosis.Of([.. Named("AirPassengers").Select(value => value + 1e9)], 12));

        static void AssertSame(SeriesDiagnosis expected, SeriesDiagnosis actual)
        {
            AssertClose(expected.WhiteNoise!.Statistic, actual.WhiteNoise!.Statistic, 1e-5);
            AssertClose(expected.UnitRoot!.Statistic, actual.UnitRoot!.Statistic, 1e-5);
            AssertClose(expected.Stationarity!.Statistic, actual.Stationarity!.Statistic, 1e-5);
            AssertClose(expected.SeasonalStrength!.Value, actual.SeasonalStrength!.Value, 1e-5);
            AssertClose(expected.Normality!.Statistic, actual.Normality!.Statistic, 1e-5);
            AssertClose(expected.Arch!.Statistic, actual.Arch!.Statistic, 1e-5);
            Assert.Equal((expected.D, expected.SeasonalD), (actual.D, actual.SeasonalD));
            Assert.Equal(expected.DetectedSeason!.Length, actual.DetectedSeason!.Length);
        }
    }

    [Fact]
    public void A_hundred_thousand_values_take_seconds_at_most()
    {
        var values = Autoregression(100_000, 1, 1);
        for (var t = 0; t < values.Length; t++)
        {
            values[t] += 10 * Math.Sin(2 * Math.PI * t / 168);
        }

        SeriesDiagnosis.Of(values.AsSpan(0, 1000), 168);
        var watch = Stopwatch.StartNew();
        SeriesDiagnosis.Of(values, 168);

        // Well below a second alone; the rest is for a busy machine.
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"The diagnosis took {watch.Elapsed}.");
    }

    private static double[] Distort(double[] values, int kind) => kind switch
    {
        0 => values,
        1 => [.. values.Select(value => value * 1e300)],
        2 => [.. values.Select(value => value * 1e-310)],
        3 => [.. values.Select((value, t) => t % 3 == 0 ? double.NaN : value)],
        4 => [.. values.Select(_ => double.NaN)],
        5 => [.. values.Select(_ => 3.0)],
        6 => [.. values.Select((value, t) => t == 5 ? double.PositiveInfinity : value)],
        7 => [.. values.Select((_, t) => 0.1 * (t % 4))],
        _ => [.. values.Select((value, t) => t == 5 ? 1e6 * value : 1e-6 * value)],
    };

    private static void AssertReadsBack<T>(T diagnosis)
    {
        // The serialiser refuses numbers that are not finite.
        var json = JsonSerializer.Serialize(diagnosis, JsonSerializerOptions.Web);
        var restored = JsonSerializer.Deserialize<T>(json, JsonSerializerOptions.Web);
        Assert.Equal(json, JsonSerializer.Serialize(restored, JsonSerializerOptions.Web));
        Assert.True(json.Length < 4000, json);
    }
}
