using Backtest.Core.Series;
using Backtest.Storage.Results;

namespace Backtest.Runs;

/// <summary>A run that was planned and is not stored yet.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Series">The values it works on.</param>
public sealed record PreparedRun(RunPlan Plan, TimeSeries Series);
