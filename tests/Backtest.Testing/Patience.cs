using System.Diagnostics;

namespace Backtest.Testing;

/// <summary>How long a test waits for what other threads and programs do.</summary>
public sealed class Patience
{
    /// <summary>Much longer than anything that a test waits for takes, on a busy machine too. Only a failure takes so long.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private readonly long _started = Stopwatch.GetTimestamp();

    /// <summary>Whether the wait may go on.</summary>
    public bool IsLeft => Stopwatch.GetElapsedTime(_started) < Limit;
}
