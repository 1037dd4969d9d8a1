using Backtest.Core.Models;
using Backtest.Core.Models.ComplexSmoothing;
using Backtest.Core.Models.ExponentialSmoothing;
using Backtest.Core.Models.Theta;

namespace Backtest.Core.Tests.Models;

/// <summary>Exponential smoothing, Theta and CES on series that do not vary around a level, a line or a season.</summary>
public sealed class PerfectSeriesTests
{
    public static TheoryData<string, bool> Series => new(
        from kind in (string[])["zeros", "constant", "negative", "line", "falling", "season", "pulses", "rising season"]
        from withGaps in (bool[])[false, true]
        select (kind, withGaps));

    [Theory]
    [MemberData(nameof(Series))]
    public void They_are_continued(string kind, bool withGaps)
    {
        ModelSpec[] specs = [
            new EtsSpec(),
            new EtsSpec(EtsForm.Auto, 4),
            new EtsSpec(EtsForm.ANN),
            new EtsSpec(EtsForm.AAA, 4),
            new ThetaSpec(),
            new ThetaSpec(4),
            new ThetaSpec(1, ThetaForm.OTM),
            new ThetaSpec(4, ThetaForm.DSTM),
            new ThetaSpec(4, ThetaForm.DOTM),
            new CesSpec(),
            new CesSpec(CesForm.Auto, 4)];
        double[] y = [.. Enumerable.Range(0, 48).Select(t => withGaps && t is 1 or 9 or 10 or 31 or 46 ? double.NaN : Value(kind, t))];
        foreach (var spec in specs)
        {
            var forecast = ModelFitter.Fit(spec, y, TestContext.Current.CancellationToken).Forecast(y, 8, [0.95]);

            Assert.All(forecast.Point.Concat(forecast.Intervals[0].Lower)
                .Concat(forecast.Intervals[0].Upper), value => Assert.True(double.IsFinite(value), $"{spec.Label}: {value}"));
            if (kind is "zeros" or "constant" or "negative"
                || (spec is EtsSpec { Form: EtsForm.Auto, SeasonLength: 4 } && kind != "rising season"))
            {
                Assert.All(
                    forecast.Point, (point, h) => Assert.Equal(Value(kind, 48 + h), point, 1e-3 * (1 + Math.Abs(Value(kind, 48 + h)))));
            }
        }
    }

    private static double Value(string kind, int t) => kind switch
    {
        "zeros" => 0,
        "constant" => 0.1,
        "negative" => -3,
        "line" => 3 + (2 * t),
        "falling" => 20 - t,
        "season" => 10 + (t % 4),
        "pulses" => t % 4 == 0 ? 1 : 0,
        _ => (0.3 * t) + (t % 4 == 3 ? 5 : 1),
    };
}
