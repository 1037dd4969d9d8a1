using Backtest.Runs;
using Backtest.Runs.Webhooks;

namespace Backtest.Cli.Hosting;

/// <summary>Reports the ends of runs to receivers, including those of other hosts on the same storage.</summary>
internal sealed partial class EndWatcher(EndSender sender, BacktestOptions options, TimeProvider clock, ILogger<EndWatcher> logger)
    : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var (isLeft, isReadable) = (true, true);
        while (sender.HasReceivers)
        {
            await Task.Delay(TimeSpan.FromSeconds(isLeft ? options.PollSeconds : options.TakeoverSeconds), clock, stoppingToken);
            try
            {
                isLeft = await sender.SendDueAsync(stoppingToken);
                isReadable = true;
            }
            catch (Exception problem) when (!stoppingToken.IsCancellationRequested)
            {
                if (isReadable)
                {
                    LogUnreadable(problem);
                }

                isReadable = false;
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Cannot read the ends of runs to report; trying again")]
    private partial void LogUnreadable(Exception problem);
}
