using Backtest.Bench.Accuracy;

namespace Backtest.Bench.Tests.Accuracy;

public sealed class MethodCostTests
{
    private static readonly ForecastScore Score = new(10, 1, null);

    [Fact]
    public void A_thread_pays_for_its_own_work_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such clock.");

        var (other, own) = ThreadClock.Time(() =>
        {
            var seconds = 0.0;
            var thread = new Thread(() => seconds = ThreadClock.Time(Spin).Seconds);
            thread.Start();
            thread.Join();
            return seconds;
        });

        Assert.InRange(other, 0.1, 0.2);
        Assert.InRange(own, 0, 0.05);
    }

    [Fact]
    public void A_choice_among_trials_costs_them_all_and_forecasts_by_other_software_have_no_cost()
    {
        // On a series this long, the windows cost much more than a fit.
        var one = M3Sample.Read().Where(one => one.SeasonLength == 4).MaxBy(one => one.Train.Length)!;

        // The first fits also compile code.
        _ = Methods.Forecasts(one, [], TestContext.Current.CancellationToken);
        var methods = Methods.Forecasts(one, [], TestContext.Current.CancellationToken).ToDictionary(method => method.Method);

        double Cost(string method) => methods[method].Seconds!.Value;
        Assert.True(Cost("the platform's pick") > Cost("lstm default grid"));
        Assert.True(Cost("the platform's pick") > Cost("best of these three"));
        Assert.True(Cost("best of the default grid") > Cost("lstm default grid"));
        Assert.True(Cost("mean of these three") >= Cost("theta") + Cost("ets average") + Cost("auto arima"));
        Assert.All(methods.Values, method => Assert.Equal(method.Method.Contains('R', StringComparison.Ordinal), method.Seconds is null));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(4, true)]
    public void Methods_for_seasons_forecast_seasonal_series_alone(int season, bool forecast)
    {
        var one = M3Sample.Read().Where(one => one.SeasonLength == season).MinBy(one => one.Train.Length)!;

        var methods = Methods.Forecasts(one, ["lstm"], TestContext.Current.CancellationToken).ToDictionary(method => method.Method);

        Assert.Equal(forecast, methods["theta additive"].Forecast is not null);
        Assert.Equal(forecast, methods["auto arima fourier"].Forecast is not null);
        Assert.NotNull(methods["auto arima"].Forecast);
    }

    [Fact]
    public void A_row_has_the_mean_cost_of_the_series_that_the_method_forecast()
    {
        MethodScore?[] scores = [new(Score, 0.002), null, new(Score, 0.004)];

        var row = AccuracyRow.Of("method", scores, [Score, Score, Score])!;

        Assert.Equal(2, row.Series);
        Assert.Equal(3, row.Figures["cpuMilliseconds"].Value, 1e-12);
        Assert.DoesNotContain("cpuMilliseconds", AccuracyRow.Of("R", [new(Score, null)], [Score])!.Figures);
    }

    private static int Spin()
    {
        var started = ThreadClock.Seconds;
        while (ThreadClock.Seconds - started < 0.1)
        {
        }

        return 0;
    }
}
