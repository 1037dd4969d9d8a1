using Backtest.Core.Models;
using Backtest.Core.Models.Lstm.Backends;

namespace Backtest.Runs;

/// <summary>What planning, batches and completion share in a process.</summary>
/// <param name="Options">Limits.</param>
/// <param name="Cores">The cores of the process.</param>
/// <param name="Memory">The memory of trials.</param>
/// <param name="Backends">The LSTM backends of the host.</param>
/// <param name="Clock">The time.</param>
public sealed record WorkContext(
    BacktestOptions Options, FairCores Cores, MemoryBudget Memory, LstmBackends Backends, TimeProvider Clock)
{
    /// <summary>The context of a fit that runs alone.</summary>
    internal FitContext Fits => new(Options.ParallelTrials, Backends);
}
