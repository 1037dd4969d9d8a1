namespace Backtest.Runs;

/// <summary>Runs long work on its own thread: on the thread pool it would keep requests waiting.</summary>
internal static class OwnThread
{
    [ThreadStatic]
    private static bool _isOwn;

    /// <summary>Runs some work, or runs it in place if the caller already has such a thread.</summary>
    /// <param name="work">The work, which handles its own cancellation.</param>
    /// <param name="cancellationToken">Keeps the work from starting.</param>
    public static Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        if (!_isOwn)
        {
            return Task.Factory.StartNew(
                () => Run(work),
                cancellationToken,
                TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach,
                TaskScheduler.Default);
        }

        var task = new Task<T>(work, cancellationToken, TaskCreationOptions.DenyChildAttach);
        if (!task.IsCompleted)
        {
            task.RunSynchronously(TaskScheduler.Default);
        }

        return task;
    }

    // Continuations that run on the thread afterwards are not part of the work.
    private static T Run<T>(Func<T> work)
    {
        _isOwn = true;
        try
        {
            return work();
        }
        finally
        {
            _isOwn = false;
        }
    }
}
