using Backtest.Core.Evaluation.Significance;
using Backtest.Core.Models;

namespace Backtest.Http;

/// <summary>Two trials of a run, compared.</summary>
/// <param name="Trial">Id of the trial that is explained.</param>
/// <param name="Other">Id of the one that it is compared with.</param>
/// <param name="Comparison">Both on the windows.</param>
/// <param name="Sentences">Its meaning in sentences, the result first.</param>
public sealed record PairAnswer(TrialId Trial, TrialId Other, PairComparison Comparison, IReadOnlyList<string> Sentences);
