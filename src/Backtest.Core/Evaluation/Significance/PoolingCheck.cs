using Backtest.Core.Models;
using Backtest.Core.Models.Lstm;

namespace Backtest.Core.Evaluation.Significance;

/// <summary>Whether networks that the series of a panel share forecast one of them better than networks of its own.</summary>
/// <param name="Global">Id of the best global trial.</param>
/// <param name="GlobalLabel">Its name for people.</param>
/// <param name="Local">Id of the best local trial of an LSTM.</param>
/// <param name="LocalLabel">Its name for people.</param>
/// <param name="Pair">The global trial against the local one.</param>
public sealed record PoolingCheck(TrialId Global, string GlobalLabel, TrialId Local, string LocalLabel, PairComparison Pair)
{
    /// <summary>Compares the two.</summary>
    /// <param name="ranked">The trials of the series, best first.</param>
    /// <param name="protocol">How they were scored.</param>
    /// <returns>The check; null where the series has no scored trial of either kind.</returns>
    public static PoolingCheck? Of(IReadOnlyList<ScoredTrial> ranked, BacktestProtocol protocol) =>
        Best(ranked, LstmScope.Panel) is { } global && Best(ranked, LstmScope.Series) is { } local
            ? new PoolingCheck(
                global.Id, global.Label, local.Id, local.Label, PairComparison.Of(global.Score, local.Score, protocol))
            : null;

    private static ScoredTrial? Best(IReadOnlyList<ScoredTrial> ranked, LstmScope scope) =>
        ranked.FirstOrDefault(trial => trial.Spec is LstmSpec lstm && lstm.Scope == scope);
}
