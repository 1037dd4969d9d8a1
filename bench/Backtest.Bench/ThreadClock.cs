using System.Runtime.InteropServices;

namespace Backtest.Bench;

/// <summary>Processor time of the calling thread. Unlike a wall clock, it does not count what other threads and programs do.</summary>
internal static partial class ThreadClock
{
    // CLOCK_THREAD_CPUTIME_ID
    private static readonly int Clock = OperatingSystem.IsMacOS() ? 16 : 3;

    /// <summary>Seconds since the thread's start; NaN on Windows, which lacks this clock.</summary>
    public static double Seconds
    {
        get
        {
            if (OperatingSystem.IsWindows())
            {
                return double.NaN;
            }

            _ = ReadClock(Clock, out var time);
            return time.Seconds + (time.Nanoseconds / 1e9);
        }
    }

    /// <summary>Does work on this thread, and measures its processor time in seconds.</summary>
    public static (T Result, double Seconds) Time<T>(Func<T> work)
    {
        var started = Seconds;
        var result = work();
        return (result, Seconds - started);
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ReadClock(int clock, out ClockTime time);

    private struct ClockTime
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
