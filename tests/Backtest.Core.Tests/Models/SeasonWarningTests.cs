using Backtest.Core.Models;
using Backtest.Core.Models.Arima;
using Backtest.Core.Models.Ensembles;
using Backtest.Core.Models.ExponentialSmoothing;
using Backtest.Core.Models.Theta;
using Backtest.Testing;

namespace Backtest.Core.Tests.Models;

public sealed class SeasonWarningTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(
        96,
        "It ignores the season of 96, which is longer than the 24 values that it can have.",
        "It ignores the season of 96, which is longer than the 60 values that it can have.",
        null)]
    [InlineData(48, "It ignores the season of 48, which is longer than the 24 values that it can have.", null, null)]
    [InlineData(12, null, null, null)]
    [InlineData(1, null, null, null)]
    public void A_season_that_is_too_long_is_said_to_be_ignored(int season, string? ets, string? arima, string? theta) =>
        Assert.Equal(
            [ets, arima, theta],
            Fits(Values(300), season).Select(
                model => model.Warnings.SingleOrDefault(warning => warning.StartsWith(SeasonWarning.Start, StringComparison.Ordinal))));

    // ETS(A,N,A) has 2 smoothing parameters, a level and 11 seasonal states, and needs 3 values more; the tests of the others look at more
    // than two seasons.
    [Fact]
    public void A_season_is_ignored_where_too_few_values_train()
    {
        IEnumerable<string?> Said(int count) => Fits(Values(count), 12)
            .Select(model => model.Warnings.SingleOrDefault(warning => warning.StartsWith(SeasonWarning.Start, StringComparison.Ordinal)));

        Assert.Equal(
            [
                "It ignores the season of 12 where fewer than 17 values train.",
                "It ignores the season of 12 where fewer than 25 values train.",
                "It ignores the season of 12 where fewer than 25 values train."],
            Said(16));
        Assert.Equal([
            null,
            "It ignores the season of 12 where fewer than 25 values train.",
            "It ignores the season of 12 where fewer than 25 values train."], Said(24));
        Assert.Equal([null, null, null], Said(25));
    }

    [Fact]
    public void A_label_has_no_season_that_is_ignored()
    {
        Assert.Equal("ETS auto", new EtsSpec(EtsForm.Auto, 96).Label);
        Assert.Equal("Auto ARIMA (stepwise)", new ArimaSpec { Auto = ArimaSearchKind.Stepwise, Period = 96 }.Label);
        Assert.Equal("Auto ARIMA (stepwise)[48]", new ArimaSpec { Auto = ArimaSearchKind.Stepwise, Period = 48 }.Label);
    }

    [Fact]
    public void An_ensemble_says_which_member_warns()
    {
        var spec = new EnsembleSpec
        {
            Members = [
                new EnsembleMember(TestIds.Trial("e"), "ETS auto", 0.5, new EtsSpec(EtsForm.Auto, 96)),
            new EnsembleMember(TestIds.Trial("t"), "Theta", 0.5, new ThetaSpec())]
        };

        Assert.StartsWith("ETS auto: It ignores the season of 96", Assert.Single(ModelFitter.Fit(spec, Values(200), Stop).Warnings));
    }

    private static IEnumerable<IFittedModel> Fits(double[] values, int season) =>
        new ModelSpec[] { new EtsSpec(EtsForm.Auto, season),
            new ArimaSpec { Auto = ArimaSearchKind.Stepwise, Period = season },
            new ThetaSpec(season) }.Select(spec => ModelFitter.Fit(spec, values, Stop));

    private static double[] Values(int count) => [.. Enumerable.Range(0, count)
        .Select(t => 100 + (10 * Math.Sin(t * Math.PI / 6)) + (3 * Math.Sin(t * 1.7)) + (2 * Math.Cos(t * t)))];
}
