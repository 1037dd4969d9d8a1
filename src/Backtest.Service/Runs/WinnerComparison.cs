using Backtest.Core.Evaluation;
using Backtest.Core.Evaluation.Checks;

namespace Backtest.Service.Runs;

/// <summary>The winner beside another trial, over the windows that ranked them.</summary>
/// <param name="Trial">Id of the other trial.</param>
/// <param name="Label">Its name for people.</param>
/// <param name="Difference">Mean absolute error of the winner less that of the other.</param>
/// <param name="Test">Whether the difference may be chance; null where there are too few windows to tell.</param>
public sealed record WinnerComparison(string Trial, string Label, double Difference, DieboldMariano? Test)
{
    /// <summary>Compares two trials by the mean absolute error of each window.</summary>
    /// <param name="winner">The winner; it has scores.</param>
    /// <param name="other">Another trial with scores.</param>
    /// <param name="protocol">How far windows overlap.</param>
    public static WinnerComparison Of(TrialDocument winner, TrialDocument other, BacktestProtocol protocol)
    {
        var pairs = winner.Score!.Windows.Zip(other.Score!.Windows).Where(pair => pair.First.Metrics is not null && pair.Second.Metrics is not null).ToList();
        double[] ours = [.. pairs.Select(pair => pair.First.Metrics!.Mae)];
        double[] theirs = [.. pairs.Select(pair => pair.Second.Metrics!.Mae)];
        var overlap = (protocol.Gap + protocol.Horizon + protocol.Step - 1) / protocol.Step;
        return new WinnerComparison(other.Trial, other.Label, ours.Average() - theirs.Average(), DieboldMariano.Test(ours, theirs, overlap));
    }
}
