namespace Backtest.FaultTests.Harness;

/// <summary>The number of attempts: few within a minute, or many with BACKTEST_FAULTS=long.</summary>
internal static class Effort
{
    public static bool IsLong { get; } = Environment.GetEnvironmentVariable("BACKTEST_FAULTS") == "long";

    /// <summary>The source of random moments and faults; BACKTEST_FAULTS_SEED repeats those of an earlier run.</summary>
    public static int Seed { get; } = int.TryParse(Environment.GetEnvironmentVariable("BACKTEST_FAULTS_SEED"), out var seed)
        ? seed
        : Random.Shared.Next();

    public static T Of<T>(T little, T much) => IsLong ? much : little;
}
