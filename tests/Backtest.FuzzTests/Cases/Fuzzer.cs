using System.Diagnostics;
using Backtest.Core.Problems;

namespace Backtest.FuzzTests.Cases;

/// <summary>
/// Runs many cases of a target, each with its own seed. A case passes if the target returns a value or a named problem within its budget
/// of time and memory. The first failure is reported with the settings that repeat it.
/// </summary>
internal static class Fuzzer
{
    /// <summary>Runs a target's share of the cases.</summary>
    /// <param name="share">The target's share of <see cref="FuzzSettings.Cases"/>; shares of all targets add up to 1.</param>
    /// <param name="budget">Budget of a case.</param>
    /// <param name="target">Makes a case from the random numbers, runs it on the calling thread, and checks the result.</param>
    /// <param name="name">The test's name.</param>
    public static void Run(
        double share, CaseBudget budget, Action<Random> target, [System.Runtime.CompilerServices.CallerMemberName] string name = "")
    {
        var count = Math.Max(1, (int)(FuzzSettings.Cases * share));
        var state = new Progress();
        var thread = new Thread(() => RunAll(count, budget, target, state)) { IsBackground = true };
        thread.Start();
        while (!thread.Join(250))
        {
            if (state.Elapsed is var elapsed && elapsed > budget.Seconds)
            {
                throw new FuzzFailureException(name, state.Seed, $"it has not ended after {elapsed:F0} seconds", null);
            }
        }

        if (state.Failure is { } failure)
        {
            throw new FuzzFailureException(name, state.Seed, state.Reason!, failure);
        }

        if (state.Reason is not null)
        {
            throw new FuzzFailureException(name, state.Seed, state.Reason, null);
        }

        Assert.True(state.Values > 0 || count < 100, $"None of {count} cases gave a value: the mutations leave nothing to read.");
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{count} cases from seed {FuzzSettings.Seed}: {state.Values} values, {count - state.Values} named problems; at most "
                + $"{state.MostSeconds * 1000:F0} ms and {state.MostBytes / 1e6:F1} MB.");
    }

    private static void RunAll(int count, CaseBudget budget, Action<Random> target, Progress state)
    {
        for (var k = 0; k < count && state.Reason is null; k++)
        {
            state.Start(unchecked(FuzzSettings.Seed + k));
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                target(new Random(state.Seed));
                state.Values++;
            }
            catch (Exception problem) when (IsNamed(problem))
            {
            }
            catch (Exception problem)
            {
                state.Failure = problem;
                state.Reason = $"it ended with {problem.GetType().Name}: {problem.Message}";
            }

            var (seconds, bytes) = (state.Elapsed, GC.GetAllocatedBytesForCurrentThread() - allocated);
            (state.MostSeconds, state.MostBytes) = (Math.Max(state.MostSeconds, seconds), Math.Max(state.MostBytes, bytes));
            if (state.Reason is null && seconds > budget.Seconds)
            {
                state.Reason = $"it took {seconds:F1} seconds, and {budget.Seconds} are allowed";
            }

            if (state.Reason is null && bytes > budget.Bytes)
            {
                state.Reason = $"it allocated {bytes:N0} bytes, and {budget.Bytes:N0} are allowed";
            }
        }
    }

    private static bool IsNamed(Exception problem) => problem is InputException named
        ? named.Problem is { What.Length: > 0 and < 1_000, Right.Length: > 0, Where: null or { Length: > 0 and < 1_000 } }
        : problem is InvalidDataException;

    // Written by the thread of the cases, read by the waiting one.
    private sealed class Progress
    {
        private long _started = Stopwatch.GetTimestamp();
        private volatile int _seed;

        public int Seed => _seed;

        public double Elapsed => Stopwatch.GetElapsedTime(Interlocked.Read(ref _started)).TotalSeconds;

        public int Values { get; set; }

        public double MostSeconds { get; set; }

        public long MostBytes { get; set; }

        public string? Reason { get; set; }

        public Exception? Failure { get; set; }

        public void Start(int seed)
        {
            _seed = seed;
            Interlocked.Exchange(ref _started, Stopwatch.GetTimestamp());
        }
    }
}
