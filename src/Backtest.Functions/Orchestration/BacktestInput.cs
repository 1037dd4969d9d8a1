using Backtest.Storage;

namespace Backtest.Functions.Orchestration;

/// <summary>What a run's orchestration starts with: references and small numbers, never data.</summary>
/// <param name="Run">Which run.</param>
/// <param name="RequestedAt">When it was asked for.</param>
/// <param name="MaxHours">Hours after which it is cancelled; an input, since settings that change would change a replay.</param>
public sealed record BacktestInput(RunKey Run, DateTimeOffset RequestedAt, double MaxHours);
