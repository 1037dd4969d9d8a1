using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Backtest.Service;
using Backtest.Service.Runs;
using Backtest.Service.Storage;
using Backtest.Service.Telemetry;

namespace Backtest.Cli.Hosting;

/// <summary>
/// Carries out runs in this process, in the order of asking, and at start goes on with those that were cut off. Runs that
/// another host on the same storage works on are left to it, and taken over when it falls silent.
/// </summary>
internal sealed partial class EmbeddedRunHost(
    IBlobStore store, RunExecutor executor, RunMarks marks, RunOwnership ownership, BacktestOptions options, TimeProvider clock, ILogger<EmbeddedRunHost> logger)
    : BackgroundService, IRunHost
{
    // Of faults that are not the storage's. What is stored is not done again, and an attempt may heal what the one before found.
    private const int MaxAttempts = 3;

    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan QueuePause = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<RunKey, RunningRun> _running = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _turns = new(options.ParallelRuns);

    private readonly Meter _meter = new(BacktestTelemetry.Name);

    /// <inheritdoc/>
    public TimeSpan? RetryAfter(int more) => _running.Count + more <= options.ParallelRuns + options.MaxQueuedRuns ? null : QueuePause;

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
        _meter.Dispose();
        _stopping.Dispose();
        _turns.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        int Active() => options.ParallelRuns - _turns.CurrentCount;
        _meter.CreateObservableGauge("backtest.runs.active", Active, "{run}", "Runs that this host works on.");
        _meter.CreateObservableGauge("backtest.runs.queued", () => Math.Max(0, _running.Count - Active()), "{run}", "Runs that wait for their turn on this host.");
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
            catch (Exception problem) when (!stoppingToken.IsCancellationRequested)
            {
                LogUnreadable(problem);
                await Task.Delay(Pause(attempt), clock, stoppingToken);
            }
        }
    }

    // 1, 2, 4, ... seconds.
    private static TimeSpan Pause(int attempt) => TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, Math.Pow(2, attempt)));

    private async Task ExecuteAsync(PlannedRun run, CancellationToken cancellationToken)
    {
        try
        {
            while (!await TryWorkAsync(run, cancellationToken))
            {
                await Task.Delay(ownership.Pause, clock, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            LogStopped(run.Key);
        }
        catch (Exception problem)
        {
            LogGivenUp(problem, run.Key);
        }
        finally
        {
            if (_running.TryRemove(run.Key, out var running))
            {
                running.Dispose();
            }
        }
    }

    // Storage that fails is tried again until it works; other faults a few times.
    private async Task<bool> TryWorkAsync(PlannedRun run, CancellationToken cancellationToken)
    {
        var faults = 0;
        for (var attempt = 0; ; attempt++)
        {
            var started = clock.GetTimestamp();
            try
            {
                return await TakeTurnAsync(run, cancellationToken);
            }
            catch (Exception problem) when (!cancellationToken.IsCancellationRequested && (StorageFault.Is(problem) || ++faults < MaxAttempts))
            {
                LogRetried(problem, run.Key);
                attempt = clock.GetElapsedTime(started) > LongestPause ? 0 : attempt;
                await Task.Delay(Pause(attempt), clock, cancellationToken);
            }
            catch (Exception) when (!cancellationToken.IsCancellationRequested)
            {
                await marks.FailAsync(run.Key, $"The run met a fault {MaxAttempts} times; the log of the host says more.", cancellationToken);
                throw;
            }
        }
    }

    // False where another host works on the run.
    private async Task<bool> TakeTurnAsync(PlannedRun run, CancellationToken cancellationToken)
    {
        await _turns.WaitAsync(cancellationToken);
        try
        {
            if (await store.FindAsync(BlobLayout.Leaderboard(run.Key), cancellationToken) is not null)
            {
                // Nothing is left to do but to publish it.
                await executor.RunAsync(run, null, cancellationToken);
                return true;
            }

            await using var owned = await ownership.TryTakeAsync(run.Key, cancellationToken);
            return owned is null
                ? await IsCancelledAsync(run.Key, cancellationToken)
                : await WorkAsync(run, owned, cancellationToken);
        }
        finally
        {
            _turns.Release();
        }
    }

    private async Task<bool> WorkAsync(PlannedRun run, OwnedRun owned, CancellationToken cancellationToken)
    {
        using var work = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, owned.Stop);
        try
        {
            await marks.ClearFailureAsync(run.Key, work.Token);
            await executor.RunAsync(run, null, work.Token);
            return true;
        }
        catch (RunFailedException problem)
        {
            // Another attempt would come to the same end. Whoever reads that the run failed finds its line in the log already.
            LogFailed(run.Key, problem.Message);
            await marks.FailAsync(run.Key, problem.Message, cancellationToken);
            return true;
        }
        catch (OperationCanceledException) when (owned.Stop.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return await IsCancelledAsync(run.Key, cancellationToken);
        }
    }

    private async Task<bool> IsCancelledAsync(RunKey run, CancellationToken cancellationToken)
    {
        var isCancelled = await marks.IsCancelledAsync(run, cancellationToken);
        if (isCancelled)
        {
            LogStopped(run);
        }

        return isCancelled;
    }

    [LoggerMessage(LogLevel.Information, "Run {Run} was cut off and goes on")]
    private partial void LogResumed(RunKey run);

    [LoggerMessage(LogLevel.Warning, "The runs that were cut off cannot be read; trying again")]
    private partial void LogUnreadable(Exception problem);

    [LoggerMessage(LogLevel.Information, "Run {Run} stopped")]
    private partial void LogStopped(RunKey run);

    [LoggerMessage(LogLevel.Warning, "Run {Run} met a fault and is tried again")]
    private partial void LogRetried(Exception problem, RunKey run);

    [LoggerMessage(LogLevel.Warning, "Run {Run} failed: {Reason}")]
    private partial void LogFailed(RunKey run, string reason);

    [LoggerMessage(LogLevel.Error, "Run {Run} failed; the next start of the host or of the run tries it again")]
    private partial void LogGivenUp(Exception problem, RunKey run);

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
