namespace Backtest.Runs;

/// <summary>What a run has had of the cores.</summary>
/// <param name="VirtualTime">Where it stands among the others, in core-seconds: the least goes first.</param>
/// <param name="CoreSeconds">What it has had since it came.</param>
/// <param name="IsAtWork">Whether some of its work is under way.</param>
public readonly record struct RunService(double VirtualTime, double CoreSeconds, bool IsAtWork);
