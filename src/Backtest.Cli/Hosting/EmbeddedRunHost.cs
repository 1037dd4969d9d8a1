using System.Collections.Concurrent;
using Backtest.Service.Runs;
using Backtest.Service.Storage;

namespace Backtest.Cli.Hosting;

/// <summary>Carries out runs in this process, and at start goes on with those that were cut off.</summary>
internal sealed partial class EmbeddedRunHost(IBlobStore store, RunExecutor executor, ILogger<EmbeddedRunHost> logger) : BackgroundService, IRunHost
{
    private readonly ConcurrentDictionary<RunKey, RunningRun> _running = new();
    private readonly CancellationTokenSource _stopping = new();

    /// <inheritdoc/>
    public Task StartAsync(PlannedRun run, CancellationToken cancellationToken)
    {
        if (run.Problem is null)
        {
            var started = new RunningRun(CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token));
            if (_running.TryAdd(run.Key, started))
            {
                started.Work = Task.Run(() => ExecuteAsync(run, started), CancellationToken.None);
            }
            else
            {
                started.Stop.Dispose();
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(RunKey run, CancellationToken cancellationToken)
    {
        if (_running.TryGetValue(run, out var running))
        {
            await running.Stop.CancelAsync();
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_running.Values.Select(running => running.Work)).WaitAsync(cancellationToken);
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
        await foreach (var run in InterruptedRuns.FindAsync(store, stoppingToken))
        {
            LogResumed(run.Key);
            await StartAsync(run, stoppingToken);
        }
    }

    private async Task ExecuteAsync(PlannedRun run, RunningRun running)
    {
        try
        {
            await executor.RunAsync(run, null, running.Stop.Token);
        }
        catch (OperationCanceledException) when (running.Stop.IsCancellationRequested)
        {
            LogStopped(run.Key);
        }
        catch (Exception problem)
        {
            LogFailed(problem, run.Key);
        }
        finally
        {
            _running.TryRemove(run.Key, out _);
            running.Stop.Dispose();
        }
    }

    [LoggerMessage(LogLevel.Information, "Run {Run} was cut off and goes on")]
    private partial void LogResumed(RunKey run);

    [LoggerMessage(LogLevel.Information, "Run {Run} stopped")]
    private partial void LogStopped(RunKey run);

    [LoggerMessage(LogLevel.Error, "Run {Run} failed")]
    private partial void LogFailed(Exception problem, RunKey run);

    private sealed class RunningRun(CancellationTokenSource stop)
    {
        public CancellationTokenSource Stop { get; } = stop;

        public Task Work { get; set; } = Task.CompletedTask;
    }
}
