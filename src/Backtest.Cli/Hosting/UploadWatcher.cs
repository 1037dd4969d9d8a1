using Backtest.Runs;
using Backtest.Storage;

namespace Backtest.Cli.Hosting;

/// <summary>Watches the uploads, and starts runs for series and grids that clients write.</summary>
internal sealed partial class UploadWatcher(
    IBlobStore store,
    UploadIntake intake,
    IRunHost host,
    BacktestOptions options,
    TimeProvider clock,
    ILogger<UploadWatcher> logger) : BackgroundService
{
    private const double LongestPauseSeconds = 60;

    private Dictionary<string, string> _handled = [];
    private Dictionary<string, string> _seen = [];
    private Dictionary<string, FaultyUpload> _faulty = [];

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
            catch (Exception)
            {
                // The host is stopping, so storage errors do not matter.
                return;
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    // Takes up an upload when two looks in a row see the same tags of series and grid, because files may still be growing, and a series
    // and its grid arrive one after the other.
    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var tags = await ReadTagsAsync(cancellationToken);
        foreach (var (name, tag) in tags)
        {
            if (_seen.GetValueOrDefault(name) == tag
                && _handled.GetValueOrDefault(name) != tag
                && !IsPaused(name, tag)
                && host.RetryAfter(1) is null)
            {
                await TakeUpAsync(name, tag, cancellationToken);
            }
        }

        _seen = tags;
        _handled = _handled.Where(handled => tags.ContainsKey(handled.Key)).ToDictionary();
        _faulty = _faulty.Where(faulty => tags.ContainsKey(faulty.Key)).ToDictionary();
    }

    // An error in one upload must not delay the others. It is tried again after growing pauses, or when it changes.
    private async Task TakeUpAsync(string name, string tag, CancellationToken cancellationToken)
    {
        try
        {
            await intake.StartAsync(name, host, cancellationToken);
            _handled[name] = tag;
            _faulty.Remove(name);
        }
        catch (Exception problem) when (!cancellationToken.IsCancellationRequested)
        {
            var pause = options.PollSeconds;
            if (_faulty.GetValueOrDefault(name) is { } earlier && earlier.Tag == tag)
            {
                pause = Math.Min(2 * earlier.PauseSeconds, LongestPauseSeconds);
            }
            else
            {
                LogNotTakenUp(problem, name);
            }

            _faulty[name] = new FaultyUpload(tag, pause, clock.GetTimestamp());
        }
    }

    private bool IsPaused(string name, string tag) =>
        _faulty.GetValueOrDefault(name) is { } faulty
            && faulty.Tag == tag
            && clock.GetElapsedTime(faulty.Since).TotalSeconds < faulty.PauseSeconds;

    private async Task<Dictionary<string, string>> ReadTagsAsync(CancellationToken cancellationToken)
    {
        var series = new Dictionary<string, string>();
        var grids = new Dictionary<string, string>();
        await foreach (var blob in store.ListAsync(BlobLayout.Uploads, cancellationToken))
        {
            if (BlobLayout.SeriesNameOf(blob.Path) is { } name)
            {
                // Two files of the same name are refused until one of them changes or is deleted.
                series[name] = series.TryGetValue(name, out var other) ? $"{other} {blob.ETag}" : blob.ETag;
            }
            else if (BlobLayout.GridNameOf(blob.Path) is { } owner)
            {
                grids[owner] = blob.ETag;
            }
        }

        return series.ToDictionary(item => item.Key, item => $"{item.Value} {grids.GetValueOrDefault(item.Key)}");
    }

    [LoggerMessage(LogLevel.Warning, "Cannot read the uploads; trying again")]
    private partial void LogUnreachable(Exception problem);

    [LoggerMessage(LogLevel.Error, "Cannot plan the upload {Name}; trying again after growing pauses")]
    private partial void LogNotTakenUp(Exception problem, string name);

    private sealed record FaultyUpload(string Tag, double PauseSeconds, long Since);
}
