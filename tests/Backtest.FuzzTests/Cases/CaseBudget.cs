namespace Backtest.FuzzTests.Cases;

/// <summary>The budget of one case.</summary>
/// <param name="Seconds">Most seconds; a longer case counts as hanging. The limit is generous, as others may use the machine.</param>
/// <param name="Bytes">Most bytes that it may allocate, regardless of garbage collection.</param>
internal sealed record CaseBudget(double Seconds, long Bytes)
{
    /// <summary>Work on a few kilobytes of input that need not take long.</summary>
    public static CaseBudget Small { get; } = new(60, 64L * 1024 * 1024);
}
