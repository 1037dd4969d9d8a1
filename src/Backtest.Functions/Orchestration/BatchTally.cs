using Backtest.Core.Evaluation;
using Backtest.Storage.Results;

namespace Backtest.Functions.Orchestration;

/// <summary>Counts the trials of a batch as they end, on whichever thread.</summary>
internal sealed class BatchTally(RankingMetric metric) : IProgress<TrialFinished>
{
    private readonly Lock _lock = new();
    private BatchOutcome _outcome = BatchOutcome.None;

    /// <summary>The trials so far.</summary>
    public BatchOutcome Outcome
    {
        get
        {
            lock (_lock)
            {
                return _outcome;
            }
        }
    }

    /// <inheritdoc/>
    public void Report(TrialFinished value)
    {
        lock (_lock)
        {
            _outcome = _outcome.With(value, metric);
        }
    }
}
