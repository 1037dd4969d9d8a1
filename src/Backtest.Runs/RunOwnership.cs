using System.Collections.Concurrent;
using Backtest.Storage;
using Microsoft.Extensions.Logging;

namespace Backtest.Runs;

/// <summary>
/// Gives each run to one host at a time, by conditional writes of owner.json. Whoever finds another's document takes the run
/// over once it has watched the document for <see cref="BacktestOptions.OwnerSeconds"/> without a change: no two clocks are
/// compared. That two hosts never work on one run is not promised, and not needed: every result is written once. It saves work.
/// </summary>
/// <param name="store">Where blobs are.</param>
/// <param name="options">How long an owner may be silent.</param>
/// <param name="clock">The time.</param>
/// <param name="logger">Log of the runs.</param>
public sealed partial class RunOwnership(IBlobStore store, BacktestOptions options, TimeProvider clock, ILogger<RunOwnership> logger)
{
    private static readonly string Host = $"{Environment.MachineName}/{Environment.ProcessId}";

    private readonly string _token = Guid.NewGuid().ToString("N");
    private readonly ConcurrentDictionary<RunKey, (string ETag, long Since)> _watched = new();

    /// <summary>How often an owner says that it is alive, and how often another host should ask again.</summary>
    public TimeSpan Pause => TimeSpan.FromSeconds(options.OwnerSeconds / 3);

    /// <summary>Takes a run that nobody works on.</summary>
    /// <param name="run">Which run.</param>
    /// <param name="cancellationToken">Stops the asking.</param>
    /// <returns>The run, to be disposed of when the work is over; null where another host works on it.</returns>
    public async Task<OwnedRun?> TryTakeAsync(RunKey run, CancellationToken cancellationToken)
    {
        var path = BlobLayout.Owner(run);
        var before = await store.ReadAsync(path, cancellationToken).ConfigureAwait(false);
        if (before is not null && IsOurs(before))
        {
            // An attempt of this host that the storage cut off.
            return Own(run, before);
        }

        var owner = Documents.Write(new RunOwner(Documents.SchemaVersion, Host, _token, 0));
        if (before is null)
        {
            await store.CreateAsync(path, owner, cancellationToken).ConfigureAwait(false);
        }
        else if (IsSilent(run, before.Facts.ETag))
        {
            await store.ReplaceAsync(path, owner, before.Facts.ETag, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            return null;
        }

        // What the write answered does not say whether it was done: a repeated request finds its own blob.
        var after = await store.ReadAsync(path, cancellationToken).ConfigureAwait(false);
        if (after is null || !IsOurs(after))
        {
            return null;
        }

        if (before is not null)
        {
            LogTakenOver(run);
        }

        return Own(run, after);
    }

    /// <summary>Whether a run is another host's, as far as owner.json says.</summary>
    /// <param name="run">Which run.</param>
    /// <param name="cancellationToken">Stops the asking.</param>
    public async Task<bool> IsTakenAsync(RunKey run, CancellationToken cancellationToken) =>
        await store.ReadAsync(BlobLayout.Owner(run), cancellationToken).ConfigureAwait(false) is { } owner && !IsOurs(owner);

    // A damaged document is another host's until it has been silent.
    private bool IsOurs(StoredBlob blob) => Documents.TryRead<RunOwner>(blob)?.Token == _token;

    private OwnedRun Own(RunKey run, StoredBlob blob)
    {
        _watched.TryRemove(run, out _);
        return new OwnedRun(store, run, blob, Pause, clock, logger);
    }

    private bool IsSilent(RunKey run, string etag)
    {
        var now = clock.GetTimestamp();
        var watched = _watched.AddOrUpdate(run, _ => (etag, now), (_, before) => before.ETag == etag ? before : (etag, now));
        return clock.GetElapsedTime(watched.Since, now).TotalSeconds >= options.OwnerSeconds;
    }

    [LoggerMessage(LogLevel.Warning, "Run {Run} is taken over: its owner has been silent")]
    private partial void LogTakenOver(RunKey run);
}
