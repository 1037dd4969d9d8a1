namespace Backtest.FaultTests.Harness;

/// <summary>How much is tried: little within a minute, or with BACKTEST_FAULTS=long a lot.</summary>
internal static class Effort
{
    public static bool IsLong { get; } = Environment.GetEnvironmentVariable("BACKTEST_FAULTS") == "long";

    /// <summary>Where random moments and faults come from; BACKTEST_FAULTS_SEED repeats those of an earlier run.</summary>
    public static int Seed { get; } = int.TryParse(Environment.GetEnvironmentVariable("BACKTEST_FAULTS_SEED"), out var seed)
        ? seed
        : Random.Shared.Next();

    public static T Of<T>(T little, T much) => IsLong ? much : little;
}
