using System.Text.Json;
using Backtest.Core.Models;
using Backtest.Core.Models.ExponentialSmoothing;
using Backtest.Core.Problems;
using Backtest.Core.Tests.Models.Arima;
using Backtest.Testing;
using FsCheck.Fluent;

namespace Backtest.Core.Tests.Models.ExponentialSmoothing;

public sealed class EtsAverageTests
{
    private static readonly double[] Levels = [0.5, 0.8, 0.95];

    // The forms that R's ets tries without a season.
    private static readonly EtsForm[] Forms = [EtsForm.ANN, EtsForm.AAN, EtsForm.AAdN, EtsForm.MNN, EtsForm.MAN, EtsForm.MAdN];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Forms_weigh_by_the_tenth_power_of_their_Akaike_weights()
    {
        var y = ArimaReference.Series("AirPassengers")[..40];
        var models = Forms.Select(form => EtsFitter.Fit(y, new EtsSpec(form), Stop)).ToList();
        var least = models.Min(model => model.Aicc);
        var weights = models.ConvertAll(model => Math.Exp(-(model.Aicc - least) / 20));
        var forecasts = models.ConvertAll(model => model.Forecast(y, 6, []).Point);

        var average = (EtsAverage)ModelFitter.Fit(new EtsSpec(EtsForm.Average), y, Stop);

        Assert.Equal(Forms.Order(), average.Members.Select(member => member.Model.Form).Order());
        var point = average.Forecast(y, 6, []).Point;
        for (var h = 0; h < point.Length; h++)
        {
            var expected = weights.Zip(forecasts, (weight, forecast) => weight * forecast[h]).Sum() / weights.Sum();
            Assert.Equal(expected, point[h], 1e-9 * expected);
        }
    }

    [Fact]
    public void Residuals_are_what_the_mean_of_the_forecasts_one_step_ahead_misses()
    {
        var y = ArimaReference.Series("AirPassengers")[..40];
        var average = (EtsAverage)ModelFitter.Fit(new EtsSpec(EtsForm.Average), y[..30], Stop);

        var residuals = average.Residuals(y);

        Assert.All(Enumerable.Range(30, 10), t => Assert.Equal(y[t] - average.Forecast(y[..t], 1, []).Point[0], residuals[t], 1e-9 * y[t]));
    }

    // Half the mass is below each form's point, so at most half is below the lowest point, and at most half above the highest.
    [Fact]
    public void Intervals_hold_the_point_and_grow_with_the_level() => RandomCases.Holds(
        from length in Gen.Choose(8, 60)
        from isPositive in Gen.Elements(true, false)
        from values in Gen.Choose(isPositive ? 100 : -200, 300).ArrayOf(length)
        select Array.ConvertAll(values, value => (double)value),
        values =>
        {
            var forecast = ModelFitter.Fit(new EtsSpec(EtsForm.Average, 4), values, Stop).Forecast(values, 5, Levels);
            var (lower, upper) = (forecast.Point, forecast.Point);
            foreach (var interval in forecast.Intervals)
            {
                Assert.All(Enumerable.Range(0, 5), h => Assert.True(interval.Lower[h] <= lower[h] && upper[h] <= interval.Upper[h]));
                (lower, upper) = (interval.Lower, interval.Upper);
            }
        },
        cases: 40);

    [Fact]
    public void Of_values_that_are_not_positive_additive_forms_alone_are_averaged()
    {
        double[] y = [3, -1, 4, 1, -5, 9, 2, -6, 5, 3, -5, 8];

        var average = (EtsAverage)ModelFitter.Fit(new EtsSpec(EtsForm.Average), y, Stop);

        Assert.Equal([EtsForm.ANN, EtsForm.AAN, EtsForm.AAdN], average.Members.Select(member => member.Model.Form).Order());
    }

    [Fact]
    public void A_form_that_cannot_forecast_from_a_history_has_no_part()
    {
        var y = ArimaReference.Series("AirPassengers");
        var average = (EtsAverage)ModelFitter.Fit(new EtsSpec(EtsForm.Average, 12), y, Stop);
        double[] later = [.. y, -5_000, -6_000];
        var able = average.Members.Where(member => member.Model.Form is not (EtsForm.MNM or EtsForm.MAM or EtsForm.MAdM)).ToList();
        Assert.Throws<FitException>(() => average.Members.First(member => !able.Contains(member)).Model.Forecast(later, 1, []));

        var expected = able.Sum(member => member.Weight * member.Model.Forecast(later, 1, []).Point[0]) / able.Sum(member => member.Weight);

        Assert.Equal(expected, average.Forecast(later, 1, []).Point[0], 1e-9 * Math.Abs(expected));
    }

    [Fact]
    public void An_average_read_back_from_JSON_forecasts_the_same_bits()
    {
        var y = ArimaReference.Series("AirPassengers");
        var average = (EtsAverage)ModelFitter.Fit(new EtsSpec(EtsForm.Average, 12), y, Stop);

        var (before, after) = (average.Forecast(y, 12, Levels),
            JsonSerializer.Deserialize<EtsAverage>(JsonSerializer.Serialize(average))!.Forecast(y, 12, Levels));

        Assert.Equal(before.Point, after.Point);
        Assert.Equal(
            before.Intervals.SelectMany(interval => interval.Lower.Concat(interval.Upper)),
            after.Intervals.SelectMany(interval => interval.Lower.Concat(interval.Upper)));
    }
}
