namespace Backtest.FuzzTests.Cases;

/// <summary>What one case may cost.</summary>
/// <param name="Seconds">Most seconds; a case that takes longer counts as hanging. Others may use the machine, so they are many.</param>
/// <param name="Bytes">Most bytes that it may allocate, whatever is collected meanwhile.</param>
internal sealed record CaseBudget(double Seconds, long Bytes)
{
    /// <summary>Work on input of some kilobytes that has no reason to take long.</summary>
    public static CaseBudget Small { get; } = new(60, 64L * 1024 * 1024);
}
