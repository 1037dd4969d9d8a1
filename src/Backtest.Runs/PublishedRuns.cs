using System.Collections.Concurrent;
using Backtest.Storage;

namespace Backtest.Runs;

/// <summary>
/// The pointers to published runs. Forecasts use cached ones for <see cref="BacktestOptions.PublishedCacheSeconds"/>; runs published by
/// this process are visible immediately.
/// </summary>
/// <param name="store">The blob storage.</param>
/// <param name="options">How long a pointer is cached.</param>
/// <param name="clock">The time.</param>
public sealed class PublishedRuns(IBlobStore store, BacktestOptions options, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, Pointer> _pointers = new();

    /// <summary>
    /// The published run of a series; null if there is none. While the storage fails, it is the one read last.
    /// </summary>
    public async Task<PublishedRun?> FindAsync(string name, CancellationToken cancellationToken)
    {
        if (!_pointers.TryGetValue(name, out var known))
        {
            var first = await store.ReadAsync<PublishedRun>(BlobLayout.Latest(name), cancellationToken).ConfigureAwait(false);
            return first is null ? null : _pointers.GetOrAdd(name, new Pointer(first, clock.GetTimestamp())).Run;
        }

        // One request refreshes it; the others use the known value.
        var looking = known with { ReadAt = clock.GetTimestamp() };
        if (clock.GetElapsedTime(known.ReadAt).TotalSeconds < options.PublishedCacheSeconds || !_pointers.TryUpdate(name, looking, known))
        {
            return known.Run;
        }

        try
        {
            if (await store.ReadAsync<PublishedRun>(BlobLayout.Latest(name), cancellationToken).ConfigureAwait(false) is { } latest)
            {
                _pointers.TryUpdate(name, looking with { Run = latest }, looking);
                return latest;
            }

            _pointers.TryRemove(KeyValuePair.Create(name, looking));
            return null;
        }
        catch (Exception problem) when (!cancellationToken.IsCancellationRequested && StorageFault.Is(problem))
        {
            return known.Run;
        }
    }

    /// <summary>Publishes a run, unless one requested later is already published.</summary>
    /// <param name="name">Name of the series.</param>
    /// <param name="published">The run.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    public async Task PublishAsync(string name, PublishedRun published, CancellationToken cancellationToken)
    {
        var path = BlobLayout.Latest(name);
        while (true)
        {
            var content = Documents.Write(published);
            var current = await store.ReadAsync(path, cancellationToken).ConfigureAwait(false);
            if (current is null)
            {
                if (await store.CreateAsync(path, content, cancellationToken).ConfigureAwait(false))
                {
                    break;
                }

                continue;
            }

            var earlier = Documents.TryRead<PublishedRun>(current);
            if (earlier is not null
                && (earlier.Run == published.Run || await IsLaterAsync(name, earlier, published, cancellationToken).ConfigureAwait(false)))
            {
                break;
            }

            if (!await store.ReplaceAsync(path, content, current.Facts.ETag, cancellationToken).ConfigureAwait(false))
            {
                continue;
            }

            // The replaced run may have been requested again since the order was read, when it was still published.
            if (earlier is null || !await IsLaterAsync(name, earlier, published, cancellationToken).ConfigureAwait(false))
            {
                break;
            }

            published = earlier;
        }

        _pointers.TryRemove(name, out _);
    }

    /// <summary>Whether the stored pointer names a run, regardless of the cache.</summary>
    internal static async Task<bool> IsPublishedAsync(IBlobStore store, RunKey run, CancellationToken cancellationToken) =>
        await store.ReadAsync(BlobLayout.Latest(run.Name), cancellationToken).ConfigureAwait(false) is { } blob
        && Documents.TryRead<PublishedRun>(blob)?.Run == run.Run;

    /// <summary>Withdraws a run if it is published.</summary>
    /// <param name="run">The run.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    public async Task WithdrawAsync(RunKey run, CancellationToken cancellationToken)
    {
        var isWithdrawn = false;
        while (!isWithdrawn
            && await store.ReadAsync(BlobLayout.Latest(run.Name), cancellationToken).ConfigureAwait(false) is { } pointer
            && Documents.TryRead<PublishedRun>(pointer)?.Run == run.Run)
        {
            isWithdrawn = await store.DeleteAsync(pointer.Facts.Path, pointer.Facts.ETag, cancellationToken).ConfigureAwait(false);
        }

        _pointers.TryRemove(run.Name, out _);
    }

    private async Task<bool> IsLaterAsync(string name, PublishedRun earlier, PublishedRun published, CancellationToken cancellationToken) =>
        (await RunOrder.ReadAsync(store, name, cancellationToken)
            .ConfigureAwait(false)).Compare(published.Run, published.RequestedAt, earlier) < 0;

    private sealed record Pointer(PublishedRun Run, long ReadAt);
}
