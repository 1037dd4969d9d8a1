namespace Backtest.Runs;

/// <summary>The service that a run has received from the cores.</summary>
/// <param name="VirtualTime">Its rank among the runs, in core-seconds: the smallest goes first.</param>
/// <param name="CoreSeconds">Service since it came.</param>
/// <param name="IsAtWork">Whether it has work in progress.</param>
public readonly record struct RunService(double VirtualTime, double CoreSeconds, bool IsAtWork);
