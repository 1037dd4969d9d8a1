using Backtest.Core.Models;
using Backtest.Core.Models.Lstm;

namespace Backtest.Core.Evaluation.Significance;

/// <summary>Whether networks shared by the series of a panel forecast one of them better than networks of its own.</summary>
/// <param name="Global">Id of the best global trial.</param>
/// <param name="GlobalLabel">Its display name.</param>
/// <param name="Local">Id of the best local LSTM trial.</param>
/// <param name="LocalLabel">Its display name.</param>
/// <param name="Pair">The comparison of the global trial with the local one.</param>
public sealed record PoolingCheck(TrialId Global, string GlobalLabel, TrialId Local, string LocalLabel, PairComparison Pair)
{
    /// <summary>Compares the best global and the best local trial.</summary>
    /// <param name="ranked">The trials of the series, best first.</param>
    /// <param name="protocol">The protocol of their scores.</param>
    /// <returns>The check; null if the series lacks a scored trial of either kind.</returns>
    public static PoolingCheck? Of(IReadOnlyList<ScoredTrial> ranked, BacktestProtocol protocol) =>
        Best(ranked, LstmScope.Panel) is { } global && Best(ranked, LstmScope.Series) is { } local
            ? new PoolingCheck(
                global.Id, global.Label, local.Id, local.Label, PairComparison.Of(global.Score, local.Score, protocol))
            : null;

    private static ScoredTrial? Best(IReadOnlyList<ScoredTrial> ranked, LstmScope scope) =>
        ranked.FirstOrDefault(trial => trial.Spec is LstmSpec lstm && lstm.Scope == scope);
}
