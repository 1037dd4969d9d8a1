using Backtest.Storage;

namespace Backtest.Runs;

/// <summary>A run that is not stored, or no longer stored.</summary>
/// <param name="run">The run.</param>
public sealed class RunNotFoundException(RunKey run) : Exception($"There is no run {run}.");
