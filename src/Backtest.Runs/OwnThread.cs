namespace Backtest.Runs;

/// <summary>Runs long work on its own thread: on the thread pool it would keep requests waiting.</summary>
internal static class OwnThread
{
    /// <summary>Runs some work.</summary>
    /// <param name="work">The work, which handles its own cancellation.</param>
    /// <param name="cancellationToken">Keeps the work from starting.</param>
    public static Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken) => Task.Factory.StartNew(
        work, cancellationToken, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
}
