using Backtest.Storage;
using Microsoft.Extensions.Logging;

namespace Backtest.Runs;

/// <summary>A run that this host works on, announced to other hosts until disposed.</summary>
public sealed partial class OwnedRun : IAsyncDisposable
{
    private readonly IBlobStore _store;
    private readonly RunKey _run;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _released = new();
    private readonly Task _renewing;
    private RunOwner _owner;
    private string _etag;

    internal OwnedRun(IBlobStore store, RunKey run, StoredBlob owner, TimeSpan pause, TimeProvider clock, ILogger logger)
    {
        (_store, _run, _owner, _etag, _logger) = (store, run, Documents.Read<RunOwner>(owner), owner.Facts.ETag, logger);
        Stop = _stop.Token;
        _renewing = RenewAsync(pause, clock);
    }

    /// <summary>Cancelled when another host has taken over the run, or a client of another host has cancelled it.</summary>
    public CancellationToken Stop { get; }

    /// <summary>Gives the run back.</summary>
    public async ValueTask DisposeAsync()
    {
        await _released.CancelAsync().ConfigureAwait(false);
        await _renewing.ConfigureAwait(false);
        _released.Dispose();
        _stop.Dispose();
        try
        {
            if (await _store.ReadAsync(BlobLayout.Owner(_run), default).ConfigureAwait(false) is { } blob && IsOurs(blob))
            {
                await _store.DeleteAsync(blob.Facts.Path, blob.Facts.ETag, default).ConfigureAwait(false);
            }
        }
        catch (Exception problem) when (StorageFault.Is(problem))
        {
            // Other hosts will notice the silence.
            LogNotReleased(problem, _run);
        }
    }

    private async Task RenewAsync(TimeSpan pause, TimeProvider clock)
    {
        using var timer = new PeriodicTimer(pause, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_released.Token).ConfigureAwait(false))
            {
                if (!await TryRenewAsync().ConfigureAwait(false))
                {
                    await _stop.CancelAsync().ConfigureAwait(false);
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (_released.IsCancellationRequested)
        {
            // The work is over.
        }
    }

    // A storage that does not answer is no reason to stop: nobody else can take the run either, or it will show.
    private async Task<bool> TryRenewAsync()
    {
        try
        {
            var path = BlobLayout.Owner(_run);
            var next = _owner with { Renewals = _owner.Renewals + 1 };
            await _store.ReplaceAsync(path, Documents.Write(next), _etag, default).ConfigureAwait(false);
            var blob = await _store.ReadAsync(path, default).ConfigureAwait(false);
            if (blob is null || !IsOurs(blob))
            {
                LogLost(_run);
                return false;
            }

            (_owner, _etag) = (next, blob.Facts.ETag);
            return await _store.FindAsync(BlobLayout.Cancelled(_run), default).ConfigureAwait(false) is null;
        }
        catch (Exception problem) when (StorageFault.Is(problem))
        {
            LogNotRenewed(problem, _run);
            return true;
        }
    }

    private bool IsOurs(StoredBlob blob) => Documents.TryRead<RunOwner>(blob)?.Token == _owner.Token;

    [LoggerMessage(LogLevel.Warning, "Run {Run} has been taken over by another host")]
    private partial void LogLost(RunKey run);

    [LoggerMessage(LogLevel.Warning, "Run {Run}: could not renew its owner in the storage")]
    private partial void LogNotRenewed(Exception problem, RunKey run);

    [LoggerMessage(LogLevel.Warning, "Run {Run} could not be released; another host takes it over after a while")]
    private partial void LogNotReleased(Exception problem, RunKey run);
}
