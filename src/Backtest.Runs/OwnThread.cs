namespace Backtest.Runs;

/// <summary>Runs what takes long on a thread of its own: on the thread pool it would keep requests waiting for one.</summary>
internal static class OwnThread
{
    /// <summary>Runs some work.</summary>
    /// <param name="work">The work, which sees to its cancellation itself.</param>
    /// <param name="cancellationToken">Keeps the work from starting.</param>
    public static Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken) => Task.Factory.StartNew(
        work, cancellationToken, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
}
