using System.Text.Json;
using Backtest.Core.Models;
using Backtest.Core.Models.ExponentialSmoothing;
using Backtest.Core.Models.Theta;
using Backtest.Core.Tests.Reference;

namespace Backtest.Core.Tests.Models.ExponentialSmoothing;

/// <summary>Accuracy on 120 series of the M3 competition, compared with R's methods (r_m3_classical.json).</summary>
public sealed class EtsAccuracyTests
{
    private static readonly JsonElement Reference = ReferenceFile.Read("r_m3_classical.json");

    // R's searches usually end before the maximum, which happens to make forecasts of short series a little better.
    [Theory]
    [InlineData("ets", EtsForm.Auto, 0.05, 0.03)]
    [InlineData("ses", EtsForm.ANN, 0.005, 0.005)]
    [InlineData("holt", EtsForm.AAN, 0.04, 0.02)]
    [InlineData("damped", EtsForm.AAdN, 0.03, 0.04)]
    public void Exponential_smoothing_is_about_as_accurate_as_in_R(string name, EtsForm form, double smape, double mase) =>
        Compare(name, season => new EtsSpec(form, season), smape, mase);

    [Fact]
    public void Theta_is_as_accurate_as_in_R() => Compare("theta", season => new ThetaSpec(season), 1e-4, 1e-4);

    [Fact]
    public void On_every_series_the_chosen_form_has_no_larger_AICc_than_that_of_R()
    {
        foreach (var row in M3Sample.Rows)
        {
            var n = row.Train.Length;
            var model = EtsFitter.Fit(row.Train, new EtsSpec(EtsForm.Auto, row.SeasonLength), TestContext.Current.CancellationToken);

            // Without the likelihood's constant, as in R.
            var aicc = model.Aicc - (n * (Math.Log(2 * Math.PI / n) + 1));
            Assert.True(aicc < Reference.GetProperty("series").GetProperty(row.Id).GetProperty("aicc").GetDouble() + 1e-3, row.Id);
        }
    }

    [Fact]
    public void Theta_forecasts_of_every_series_are_those_of_R()
    {
        foreach (var row in M3Sample.Rows)
        {
            var theirs = Reference.GetProperty("series").GetProperty(row.Id).GetProperty("theta").Doubles();
            var ours = ThetaFitter.Fit(row.Train, new ThetaSpec(row.SeasonLength), TestContext.Current.CancellationToken)
                .Forecast(row.Train, row.Test.Length, []).Point;

            // No more than R's search misses its optimum by.
            Assert.All(theirs.Zip(ours), pair => Assert.Equal(pair.First, pair.Second, 5e-3 * Math.Abs(pair.First)));
        }
    }

    private static void Compare(string name, Func<int, ModelSpec> spec, double smapeTolerance, double maseTolerance)
    {
        var forecasts = M3Sample.Rows.Select(row => (
            Row: row,
            Point: ModelFitter.Fit(spec(row.SeasonLength), row.Train, TestContext.Current.CancellationToken)
                .Forecast(row.Train, row.Test.Length, []).Point)).ToList();

        var smape = forecasts.Average(forecast => forecast.Row.Smape(forecast.Point));
        var mase = forecasts.Average(forecast => forecast.Row.Mase(forecast.Point));

        var (theirSmape, theirMase) = (Reference.GetProperty("smape")
            .GetProperty(name)
            .GetDouble(), Reference.GetProperty("mase")
            .GetProperty(name)
            .GetDouble());
        Assert.InRange(smape, 0.95 * theirSmape, (1 + smapeTolerance) * theirSmape);
        Assert.InRange(mase, 0.95 * theirMase, (1 + maseTolerance) * theirMase);
    }
}
