using Backtest.Core.Evaluation;
using Backtest.Core.Models;
using Backtest.Core.Models.Baselines;
using Backtest.Core.Models.Ensembles;
using Backtest.Core.Models.ExponentialSmoothing;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Planning;

namespace Backtest.Core.Tests.Planning;

public sealed class TrialCostTests
{
    private static readonly PlannedTrial[] Trials =
    [
        Trial(new BaselineSpec(BaselineMethod.Naive), 0),
        Trial(new EtsSpec(), 2),
        Trial(new EtsSpec(), 4),
        Trial(new LstmSpec(), 10),
    ];

    // A fit takes a fifth of a trial's seconds with five windows: 0.6 s for exponential smoothing, 2 s for networks.
    [Fact]
    public void Completion_fits_the_chosen_trial_twice()
    {
        var five = Protocol(windows: 5, refitEvery: 1);

        Assert.Equal(2 * (0.6 + 2) / 2, Fits(Trials, five), 1e-9);
        Assert.Equal(2 * (0.6 + 2), Fits([.. Trials, Trial(new EnsembleSpec(), 0)], five), 1e-9);
        Assert.Equal(2 * 2, Fits([Trials[0], Trials[3]], five), 1e-9);
        Assert.Equal(0, Fits(Trials[..1], five), 1e-9);
    }

    // Without fits in between, all seconds are those of the first window.
    [Fact]
    public void A_fit_takes_the_seconds_of_the_windows_that_fit_one()
    {
        Assert.Equal(2 * 10.0, Fits([Trials[3]], Protocol(windows: 5, refitEvery: 0)), 1e-9);
        Assert.Equal(2 * 10.0, Fits([Trials[3]], Protocol(windows: 1, refitEvery: 1)), 1e-9);
        Assert.Equal(2 * 10 / 3.0, Fits([Trials[3]], Protocol(windows: 5, refitEvery: 2)), 1e-9);
    }

    // Besides what any series takes.
    private static double Fits(IReadOnlyList<PlannedTrial> trials, BacktestProtocol protocol) =>
        TrialCost.OfCompletion(trials, 100, protocol) - TrialCost.OfCompletion([], 100, protocol);

    private static PlannedTrial Trial(ModelSpec spec, double seconds) => new(TrialIdentity.Of(spec), spec.Label, spec, seconds);

    private static BacktestProtocol Protocol(int windows, int refitEvery) => new()
    {
        Horizon = 4,
        SeasonLength = 1,
        TestLength = 4,
        Windows = windows,
        Step = 4,
        RefitEvery = refitEvery,
    };
}
