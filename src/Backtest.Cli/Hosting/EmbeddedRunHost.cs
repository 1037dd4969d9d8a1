using System.Diagnostics.Metrics;
using Backtest.Runs;
using Backtest.Runs.Telemetry;
using Backtest.Storage;

namespace Backtest.Cli.Hosting;

/// <summary>
/// Carries out runs in this process, those with the least work done first. It repeatedly looks for runs that no host works on, because
/// this host or another one on the same storage stopped. Runs of another host are left to it, and taken over when it falls silent.
/// </summary>
internal sealed partial class EmbeddedRunHost(
    IBlobStore store,
    RunExecutor executor,
    FairCores cores,
    RunMarks marks,
    RunOwnership ownership,
    InterruptedRuns interrupted,
    BacktestOptions options,
    TimeProvider clock,
    ILogger<EmbeddedRunHost> logger)
    : BackgroundService, IRunHost
{
    // Attempts after errors other than those of the storage. Stored results are kept, and an attempt may repair what the last one found.
    private const int MaxAttempts = 3;

    // Maximum share of the time that looks take, however large the storage is.
    private const double LookShare = 0.2;

    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan QueuePause = TimeSpan.FromSeconds(10);

    private readonly Dictionary<RunKey, RunningRun> _running = [];
    private readonly Lock _changes = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly RunTurns _turns = new(options.ParallelRuns, cores);

    private readonly Meter _meter = new(BacktestTelemetry.Name);

    // How an attempt ended.
    private enum Attempt
    {
        Over,
        Elsewhere,
        GaveWay,
    }

    /// <inheritdoc/>
    public TimeSpan? RetryAfter(int more) => Present + more <= options.ParallelRuns + options.MaxQueuedRuns ? null : QueuePause;

    /// <inheritdoc/>
    public Task StartAsync(PlannedRun run, CancellationToken cancellationToken)
    {
        if (run.Problem is null)
        {
            lock (_changes)
            {
                if (_running.TryGetValue(run.Key, out var running))
                {
                    running.Ask(run);
                }
                else
                {
                    running = new RunningRun(run, cores.Join(run.Key), CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token));
                    _running.Add(run.Key, running);
                    _ = Task.Run(() => ExecuteAsync(running), CancellationToken.None);
                }
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(RunKey run, CancellationToken cancellationToken)
    {
        RunningRun? running;
        lock (_changes)
        {
            running = _running.GetValueOrDefault(run);
        }

        // It has stopped only when its trials have.
        await (running?.StopAsync() ?? Task.CompletedTask).WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        Task[] ends;
        lock (_changes)
        {
            ends = [.. _running.Values.Select(running => running.StopAsync())];
        }

        await Task.WhenAll(ends).WaitAsync(cancellationToken);
        await base.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _meter.Dispose();
        _stopping.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _meter.CreateObservableGauge("backtest.runs.active", () => _turns.Held, "{run}", "Runs in progress on this host.");
        _meter.CreateObservableGauge(
            "backtest.runs.queued", () => Math.Max(0, Present - _turns.Held), "{run}", "Runs waiting for their turn on this host.");
        var (isStart, isReadable) = (true, true);
        while (true)
        {
            var started = clock.GetTimestamp();
            try
            {
                await LookAsync(isStart, stoppingToken);
                (isStart, isReadable) = (false, true);
            }
            catch (Exception problem) when (!stoppingToken.IsCancellationRequested)
            {
                if (isReadable)
                {
                    LogUnreadable(problem);
                }

                isReadable = false;
            }
            catch (Exception)
            {
                // The host is stopping, so storage errors do not matter.
                return;
            }

            var pause = Math.Max(options.TakeoverSeconds, clock.GetElapsedTime(started).TotalSeconds * (1 - LookShare) / LookShare);
            await Task.Delay(TimeSpan.FromSeconds(pause), clock, stoppingToken);
        }
    }

    // The start of the host is another chance for runs that failed.
    private async Task LookAsync(bool isStart, CancellationToken cancellationToken)
    {
        await foreach (var run in interrupted.FindAsync(IsHere, isStart, cancellationToken))
        {
            if (isStart)
            {
                await marks.ClearFailureAsync(run.Key, cancellationToken);
            }

            if (isStart || RetryAfter(1) is null)
            {
                LogResumed(run.Key);
                await StartAsync(run, cancellationToken);
            }
        }
    }

    // Runs of another host cost this one nothing.
    private int Present
    {
        get
        {
            lock (_changes)
            {
                return _running.Values.Count(running => !running.IsElsewhere);
            }
        }
    }

    private bool IsHere(RunKey run)
    {
        lock (_changes)
        {
            return _running.ContainsKey(run);
        }
    }

    // 1, 2, 4, ... seconds.
    private static TimeSpan Pause(int attempt) => TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, Math.Pow(2, attempt)));

    private async Task ExecuteAsync(RunningRun running)
    {
        var run = running.Run.Key;
        try
        {
            for (var attempt = Attempt.GaveWay; attempt != Attempt.Over;)
            {
                attempt = await WorkAsync(running);
                running.IsElsewhere = attempt == Attempt.Elsewhere;
                if (running.IsElsewhere)
                {
                    await Task.Delay(ownership.Pause, clock, running.Token);
                }
            }
        }
        catch (OperationCanceledException) when (running.Token.IsCancellationRequested)
        {
            LogStopped(run);
        }
        catch (Exception problem)
        {
            LogGivenUp(problem, run);
        }

        lock (_changes)
        {
            _running.Remove(run);
        }

        var next = running.Next;
        running.Dispose();
        if (next is not null)
        {
            await GoOnAsync(next);
        }
    }

    // A start must not be lost if it comes when the run is about to end, or before the stop of an earlier cancellation.
    private async Task GoOnAsync(PlannedRun run)
    {
        try
        {
            if (!_stopping.IsCancellationRequested && await interrupted.ContainAsync(run.Key, _stopping.Token))
            {
                await StartAsync(run, _stopping.Token);
            }
        }
        catch (Exception problem) when (problem is ObjectDisposedException || _stopping.IsCancellationRequested || StorageFault.Is(problem))
        {
            // The next look finds it.
        }
    }

    // Retries storage failures until they pass, and other errors a few times.
    private async Task<Attempt> WorkAsync(RunningRun running)
    {
        var faults = 0;
        for (var attempt = 0; ; attempt++)
        {
            var started = clock.GetTimestamp();
            try
            {
                return await TryWorkAsync(running);
            }
            catch (Exception problem) when (!running.Token.IsCancellationRequested && (StorageFault.Is(problem) || ++faults < MaxAttempts))
            {
                LogRetried(problem, running.Run.Key);
                attempt = clock.GetElapsedTime(started) > LongestPause ? 0 : attempt;
                await Task.Delay(Pause(attempt), clock, running.Token);
            }
            catch (Exception) when (!running.Token.IsCancellationRequested)
            {
                await marks.FailAsync(
                    running.Run.Key, $"The run hit an error {MaxAttempts} times; the log of the host has details.", running.Token);
                throw;
            }
        }
    }

    private async Task<Attempt> TryWorkAsync(RunningRun running)
    {
        var run = running.Run.Key;

        // Watching a run of another host needs no turn, so that it is taken over at once, however many runs wait here.
        var isTaken = await ownership.IsTakenAsync(run, running.Token);
        await using var takenOver = isTaken ? await ownership.TryTakeAsync(run, running.Token) : null;
        if (isTaken && takenOver is null)
        {
            return await IsStoppedAsync(run, running.Token) ? Attempt.Over : Attempt.Elsewhere;
        }

        using var turn = await _turns.TakeAsync(run, running.Token);
        if (await store.FindAsync(BlobLayout.Leaderboard(run), running.Token) is not null)
        {
            // The run only needs to be published.
            await executor.RunAsync(running.Run, null, running.Token);
            return Attempt.Over;
        }

        if (takenOver is not null)
        {
            return await CarryOutAsync(running, takenOver, turn);
        }

        await using var owned = await ownership.TryTakeAsync(run, running.Token);
        return owned is not null ? await CarryOutAsync(running, owned, turn)
            : await IsStoppedAsync(run, running.Token) ? Attempt.Over
            : Attempt.Elsewhere;
    }

    private async Task<Attempt> CarryOutAsync(RunningRun running, OwnedRun owned, RunTurn turn)
    {
        var run = running.Run.Key;
        if (await IsStoppedAsync(run, running.Token))
        {
            return Attempt.Over;
        }

        using var work = CancellationTokenSource.CreateLinkedTokenSource(running.Token, owned.Stop);
        try
        {
            return await executor.TryRunAsync(running.Run, running.Over, turn.GiveWay, work.Token) ? Attempt.Over : Attempt.GaveWay;
        }
        catch (RunFailedException problem)
        {
            // Another attempt would end in the same way. The log line is written before the state, so that readers of the state find it.
            LogFailed(run, problem.Message);
            await marks.FailAsync(run, problem.Message, running.Token);
            return Attempt.Over;
        }
        catch (OperationCanceledException) when (owned.Stop.IsCancellationRequested && !running.Token.IsCancellationRequested)
        {
            return await IsStoppedAsync(run, running.Token) ? Attempt.Over : Attempt.Elsewhere;
        }
    }

    private async Task<bool> IsStoppedAsync(RunKey run, CancellationToken cancellationToken)
    {
        var isStopped = await marks.IsStoppedAsync(run, cancellationToken);
        if (isStopped)
        {
            LogStopped(run);
        }

        return isStopped;
    }

    [LoggerMessage(LogLevel.Information, "Run {Run} was interrupted and continues")]
    private partial void LogResumed(RunKey run);

    [LoggerMessage(LogLevel.Warning, "Cannot read the runs that no host works on; trying again")]
    private partial void LogUnreadable(Exception problem);

    [LoggerMessage(LogLevel.Information, "Run {Run} stopped")]
    private partial void LogStopped(RunKey run);

    [LoggerMessage(LogLevel.Warning, "Run {Run} hit an error and is tried again")]
    private partial void LogRetried(Exception problem, RunKey run);

    [LoggerMessage(LogLevel.Warning, "Run {Run} failed: {Reason}")]
    private partial void LogFailed(RunKey run, string reason);

    [LoggerMessage(LogLevel.Error, "Run {Run} failed; the next start of the host or of the run tries it again")]
    private partial void LogGivenUp(Exception problem, RunKey run);
}
