using Backtest.Service;
using Backtest.Service.Runs;
using Backtest.Service.Storage;

namespace Backtest.Cli.Hosting;

/// <summary>Watches the uploads, and starts runs for series and grids that any client wrote.</summary>
internal sealed partial class UploadWatcher(
    IBlobStore store, UploadIntake intake, IRunHost host, BacktestOptions options, TimeProvider clock, ILogger<UploadWatcher> logger) : BackgroundService
{
    private Dictionary<string, string> _handled = [];
    private Dictionary<string, string> _seen = [];

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var reachable = true;
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.PollSeconds), clock);
        do
        {
            try
            {
                await LookAsync(stoppingToken);
                reachable = true;
            }
            catch (Exception problem) when (!stoppingToken.IsCancellationRequested)
            {
                if (reachable)
                {
                    LogUnreachable(problem);
                }

                reachable = false;
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    // An upload is taken up when two looks in a row saw the same tags of series and grid: files may still be growing,
    // and a series and its grid arrive one after the other.
    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var tags = await ReadTagsAsync(cancellationToken);
        foreach (var (name, tag) in tags)
        {
            if (_seen.GetValueOrDefault(name) != tag || _handled.GetValueOrDefault(name) == tag || host.RetryAfter(1) is not null)
            {
                continue;
            }

            try
            {
                await intake.StartAsync(name, host, cancellationToken);
            }
            catch (Exception problem) when (!cancellationToken.IsCancellationRequested && !StorageFault.Is(problem))
            {
                // The uploads after it have their turn; it has another when it changes or the host starts again.
                LogNotTakenUp(problem, name);
            }

            _handled[name] = tag;
        }

        _seen = tags;
        _handled = _handled.Where(handled => tags.ContainsKey(handled.Key)).ToDictionary();
    }

    private async Task<Dictionary<string, string>> ReadTagsAsync(CancellationToken cancellationToken)
    {
        var series = new Dictionary<string, string>();
        var grids = new Dictionary<string, string>();
        await foreach (var blob in store.ListAsync(BlobLayout.Uploads, cancellationToken))
        {
            if (BlobLayout.SeriesNameOf(blob.Path) is { } name)
            {
                series[name] = blob.ETag;
            }
            else if (BlobLayout.GridNameOf(blob.Path) is { } owner)
            {
                grids[owner] = blob.ETag;
            }
        }

        return series.ToDictionary(item => item.Key, item => $"{item.Value} {grids.GetValueOrDefault(item.Key)}");
    }

    [LoggerMessage(LogLevel.Warning, "The uploads cannot be read; looking again until they can")]
    private partial void LogUnreachable(Exception problem);

    [LoggerMessage(LogLevel.Error, "The upload {Name} cannot be planned")]
    private partial void LogNotTakenUp(Exception problem, string name);
}
