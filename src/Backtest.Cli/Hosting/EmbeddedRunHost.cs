using System.Collections.Concurrent;
using Backtest.Service.Runs;
using Backtest.Service.Storage;

namespace Backtest.Cli.Hosting;

/// <summary>Carries out runs in this process, and at start goes on with those that were cut off.</summary>
internal sealed partial class EmbeddedRunHost(
    IBlobStore store, RunExecutor executor, RunMarks marks, TimeProvider clock, ILogger<EmbeddedRunHost> logger)
    : BackgroundService, IRunHost
{
    // A run whose storage fails is tried again after 1, 2, 4, ... seconds; what is stored is not done again.
    private const int MaxAttempts = 8;

    private readonly ConcurrentDictionary<RunKey, RunningRun> _running = new();
    private readonly CancellationTokenSource _stopping = new();

    /// <inheritdoc/>
    public Task StartAsync(PlannedRun run, CancellationToken cancellationToken)
    {
        if (run.Problem is null)
        {
            var running = new RunningRun(CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token));
            if (_running.TryAdd(run.Key, running))
            {
                _ = Task.Run(() => ExecuteAsync(run, running.Token), CancellationToken.None);
            }
            else
            {
                running.Dispose();
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(RunKey run, CancellationToken cancellationToken)
    {
        // It has stopped only when its trials have: a new start before that would find it running.
        if (_running.TryGetValue(run, out var running))
        {
            await running.StopAsync().WaitAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_running.Values.Select(running => running.StopAsync())).WaitAsync(cancellationToken);
        await base.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _stopping.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await foreach (var run in InterruptedRuns.FindAsync(store, stoppingToken))
                {
                    LogResumed(run.Key);
                    await StartAsync(run, stoppingToken);
                }

                return;
            }
            catch (Exception problem) when (problem is not OperationCanceledException)
            {
                LogUnreadable(problem);
                await Task.Delay(Pause(attempt), clock, stoppingToken);
            }
        }
    }

    private static TimeSpan Pause(int attempt) => TimeSpan.FromSeconds(Math.Min(60, Math.Pow(2, attempt)));

    private async Task ExecuteAsync(PlannedRun run, CancellationToken cancellationToken)
    {
        try
        {
            for (var attempt = 0; ; attempt++)
            {
                try
                {
                    await marks.ClearFailureAsync(run.Key, cancellationToken);
                    await executor.RunAsync(run, null, cancellationToken);
                    return;
                }
                catch (Exception problem) when (problem is not OperationCanceledException && attempt + 1 < MaxAttempts)
                {
                    LogRetried(problem, run.Key);
                    await Task.Delay(Pause(attempt), clock, cancellationToken);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            LogStopped(run.Key);
        }
        catch (Exception problem)
        {
            LogFailed(problem, run.Key);
            await MarkFailedAsync(run.Key, problem);
        }
        finally
        {
            if (_running.TryRemove(run.Key, out var running))
            {
                running.Dispose();
            }
        }
    }

    // Where the storage is what fails, the log alone says so.
    private async Task MarkFailedAsync(RunKey run, Exception problem)
    {
        try
        {
            await marks.FailAsync(run, $"The run met a fault {MaxAttempts} times ({problem.GetType().Name}); the log of the host says more.", _stopping.Token);
        }
        catch (Exception unmarked) when (unmarked is not OperationCanceledException)
        {
            LogUnmarked(unmarked, run);
        }
    }

    [LoggerMessage(LogLevel.Error, "Run {Run} cannot be marked as failed")]
    private partial void LogUnmarked(Exception problem, RunKey run);

    [LoggerMessage(LogLevel.Information, "Run {Run} was cut off and goes on")]
    private partial void LogResumed(RunKey run);

    [LoggerMessage(LogLevel.Warning, "The runs that were cut off cannot be read; trying again")]
    private partial void LogUnreadable(Exception problem);

    [LoggerMessage(LogLevel.Information, "Run {Run} stopped")]
    private partial void LogStopped(RunKey run);

    [LoggerMessage(LogLevel.Warning, "Run {Run} met a fault and is tried again")]
    private partial void LogRetried(Exception problem, RunKey run);

    [LoggerMessage(LogLevel.Error, "Run {Run} failed; the next start of the host or of the run goes on with it")]
    private partial void LogFailed(Exception problem, RunKey run);

    private sealed class RunningRun(CancellationTokenSource stop) : IDisposable
    {
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Lock _stopLock = new();
        private bool _isDisposed;

        public CancellationToken Token { get; } = stop.Token;

        public Task StopAsync()
        {
            lock (_stopLock)
            {
                if (!_isDisposed)
                {
                    stop.Cancel();
                }
            }

            return _ended.Task;
        }

        public void Dispose()
        {
            lock (_stopLock)
            {
                _isDisposed = true;
                stop.Dispose();
            }

            _ended.TrySetResult();
        }
    }
}
