using Backtest.Storage;

namespace Backtest.Functions.Orchestration;

/// <summary>The input of a run's orchestration: references and small numbers, never data.</summary>
/// <param name="Run">The run.</param>
/// <param name="RequestedAt">When it was requested.</param>
/// <param name="MaxHours">Hours after which it is cancelled. It is an input, because changed settings would change a replay.</param>
public sealed record BacktestInput(RunKey Run, DateTimeOffset RequestedAt, double MaxHours);
