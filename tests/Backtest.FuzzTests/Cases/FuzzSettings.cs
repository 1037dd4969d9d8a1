using System.Globalization;

namespace Backtest.FuzzTests.Cases;

/// <summary>The number of cases and the first seed: the environment's BACKTEST_FUZZ_CASES and BACKTEST_FUZZ_SEED.</summary>
internal static class FuzzSettings
{
    private const int UsualCases = 20_000;

    /// <summary>Cases of all targets together.</summary>
    public static int Cases { get; } = Read("BACKTEST_FUZZ_CASES", UsualCases);

    /// <summary>Seed of each target's first case; later cases use consecutive seeds.</summary>
    public static int Seed { get; } = Read("BACKTEST_FUZZ_SEED", 1);

    private static int Read(string name, int byDefault) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : byDefault;
}
