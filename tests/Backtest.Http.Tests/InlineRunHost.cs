using Backtest.Runs;
using Backtest.Storage;

namespace Backtest.Http.Tests;

/// <summary>Runs finish before the upload is answered.</summary>
internal sealed class InlineRunHost(RunExecutor executor) : IRunHost
{
    public TimeSpan? Pause { get; set; }

    public TimeSpan? RetryAfter(int more) => Pause;

    public Task StartAsync(PlannedRun run, CancellationToken cancellationToken) => executor.RunAsync(run, null, cancellationToken);

    public Task StopAsync(RunKey run, CancellationToken cancellationToken) => Task.CompletedTask;
}
