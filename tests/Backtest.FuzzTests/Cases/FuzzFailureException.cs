namespace Backtest.FuzzTests.Cases;

/// <summary>A failed case, and how to repeat it.</summary>
internal sealed class FuzzFailureException(string target, int seed, string reason, Exception? cause)
    : Exception(
        $"The case with seed {seed} failed: {reason}. It alone: BACKTEST_FUZZ_SEED={seed} BACKTEST_FUZZ_CASES=1 "
        + $"dotnet run -c Release --project tests/Backtest.FuzzTests -- -method '*.{target}'",
        cause);
