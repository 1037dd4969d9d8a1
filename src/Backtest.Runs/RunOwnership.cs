using System.Collections.Concurrent;
using Backtest.Storage;
using Microsoft.Extensions.Logging;

namespace Backtest.Runs;

/// <summary>
/// Gives each run to one host at a time, by conditional writes of owner.json. A host that finds another's document takes over the run
/// after watching the document for <see cref="BacktestOptions.OwnerSeconds"/> without a change, so no clocks are compared. Two hosts may
/// still work on the same run, which wastes work but is harmless: every result is written once.
/// </summary>
/// <param name="store">The blob storage.</param>
/// <param name="options">How long an owner may be silent.</param>
/// <param name="clock">The time.</param>
/// <param name="logger">Log of the runs.</param>
public sealed partial class RunOwnership(IBlobStore store, BacktestOptions options, TimeProvider clock, ILogger<RunOwnership> logger)
{
    private static readonly string Host = $"{Environment.MachineName}/{Environment.ProcessId}";

    private readonly string _token = Guid.NewGuid().ToString("N");
    private readonly ConcurrentDictionary<RunKey, (string ETag, long Since)> _watched = new();

    /// <summary>The interval at which an owner renews its document, and another host asks again.</summary>
    public TimeSpan Pause => TimeSpan.FromSeconds(options.OwnerSeconds / 3);

    /// <summary>Takes a run that nobody works on.</summary>
    /// <param name="run">The run.</param>
    /// <param name="cancellationToken">Stops the asking.</param>
    /// <returns>The run, to be disposed after the work; null if another host works on it.</returns>
    public async Task<OwnedRun?> TryTakeAsync(RunKey run, CancellationToken cancellationToken)
    {
        var path = BlobLayout.Owner(run);
        var before = await store.ReadAsync(path, cancellationToken).ConfigureAwait(false);
        if (before is not null && IsOurs(before))
        {
            // An attempt of this host that the storage interrupted.
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

        // The result of the write does not tell whether it succeeded: a repeated request finds its own blob.
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

    /// <summary>Whether a run belongs to another host, according to owner.json.</summary>
    /// <param name="run">The run.</param>
    /// <param name="cancellationToken">Stops the asking.</param>
    public async Task<bool> IsTakenAsync(RunKey run, CancellationToken cancellationToken) =>
        await store.ReadAsync(BlobLayout.Owner(run), cancellationToken).ConfigureAwait(false) is { } owner && !IsOurs(owner);

    // A damaged document belongs to another host until it has been silent.
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
