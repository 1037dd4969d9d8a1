using Backtest.Storage;
using Backtest.Storage.Results;
using Microsoft.Extensions.Logging;

namespace Backtest.Runs.Webhooks;

/// <summary>
/// Notifies receivers of the ends of runs, at least once each: an attempt is recorded before it is made, and a delivered message is
/// removed afterwards, so that a host that ends in between leaves the message to the next attempt, possibly by another host.
/// </summary>
/// <param name="store">The blob storage.</param>
/// <param name="catalog">How runs ended.</param>
/// <param name="receivers">The receivers. A stored receiver that is no longer among them gets nothing.</param>
/// <param name="clock">The time.</param>
/// <param name="logger">Log of the attempts.</param>
public sealed partial class EndSender(
    IBlobStore store, RunCatalog catalog, IEnumerable<EndReceiver> receivers, TimeProvider clock, ILogger<EndSender> logger)
{
    /// <summary>Attempts before giving up on a receiver; including pauses, two hours.</summary>
    internal const int MaxAttempts = 10;

    private const int ParallelRuns = 8;

    // Longer than an attempt can take.
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    private readonly Dictionary<string, EndReceiver> _receivers = receivers.ToDictionary(receiver => receiver.Id);

    /// <summary>Whether there are receivers.</summary>
    public bool HasReceivers => _receivers.Count > 0;

    /// <summary>Sends the messages that are due.</summary>
    /// <param name="cancellationToken">Stops the attempts.</param>
    /// <returns>Whether messages remain, for a run that is not over yet or for another attempt.</returns>
    public async Task<bool> SendDueAsync(CancellationToken cancellationToken)
    {
        var left = 0;
        if (HasReceivers)
        {
            await Parallel.ForEachAsync(
                store.ListAsync(BlobLayout.AllEnded, cancellationToken),
                new ParallelOptions { MaxDegreeOfParallelism = ParallelRuns, CancellationToken = cancellationToken },
                async (blob, stop) =>
                {
                    if (await SendDueAsync(blob.Path, stop).ConfigureAwait(false))
                    {
                        Interlocked.Increment(ref left);
                    }
                }).ConfigureAwait(false);
        }

        return left > 0;
    }

    // 15, 30, 60, ... seconds.
    private static TimeSpan Pause(int attempts) =>
        TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, FirstPause.TotalSeconds * Math.Pow(2, attempts)));

    private async Task<bool> SendDueAsync(string path, CancellationToken cancellationToken)
    {
        EndMark? mark;
        try
        {
            mark = await store.ReadOrRemoveAsync<EndMark>(path, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException)
        {
            // A host of a newer version stored it, and sends it.
            return true;
        }

        if (mark is null)
        {
            return false;
        }

        var due = mark.Deliveries.Where(delivery => delivery.NextAt <= clock.GetUtcNow()).ToList();
        if (due.Count == 0)
        {
            return true;
        }

        var (status, isReadable) = await StatusAsync(mark.Key, cancellationToken).ConfigureAwait(false);
        if (status is { State: RunState.Running })
        {
            return true;
        }

        foreach (var delivery in due)
        {
            if ((isReadable && status is null) || !_receivers.TryGetValue(delivery.Receiver, out var receiver))
            {
                await TryChangeAsync(path, mark, delivery, null, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                var message = status is null ? null : new EndMessage(mark.MessageId, mark.At, status);
                await SendAsync(path, mark, delivery, receiver, message, cancellationToken).ConfigureAwait(false);
            }
        }

        return await store.FindAsync(path, cancellationToken).ConfigureAwait(false) is not null;
    }

    // Damaged results of one run must not keep the ends of others from being sent. They may be repaired before the next attempt.
    private async Task<(RunStatus? Status, bool IsReadable)> StatusAsync(RunKey run, CancellationToken cancellationToken)
    {
        try
        {
            return (await catalog.StatusAsync(run, cancellationToken).ConfigureAwait(false), true);
        }
        catch (InvalidDataException fault)
        {
            LogUnreadable(fault, run);
            return (null, false);
        }
    }

    // Without a message, which cannot be read now, the attempt counts as failed.
    private async Task SendAsync(
        string path,
        EndMark mark,
        EndDelivery delivery,
        EndReceiver receiver,
        EndMessage? message,
        CancellationToken cancellationToken)
    {
        var attempt = delivery with
        {
            Attempts = delivery.Attempts + 1,
            NextAt = clock.GetUtcNow() + Pause(delivery.Attempts),
        };
        if (!await TryChangeAsync(path, mark, delivery, attempt, cancellationToken).ConfigureAwait(false))
        {
            // Another host sends it.
            return;
        }

        var isReceived = message is not null
            && await TrySendAsync(receiver, message, mark.Key, cancellationToken).ConfigureAwait(false);
        if (isReceived || attempt.Attempts >= MaxAttempts)
        {
            if (!isReceived)
            {
                LogGivenUp(mark.Key, receiver.Address.Host, attempt.Attempts);
            }

            await TryChangeAsync(path, mark, attempt, null, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<bool> TrySendAsync(EndReceiver receiver, EndMessage message, RunKey run, CancellationToken cancellationToken)
    {
        try
        {
            if (await receiver.SendAsync(message, cancellationToken).ConfigureAwait(false))
            {
                LogTold(run, receiver.Address.Host);
                return true;
            }

            LogNotReceived(run, receiver.Address.Host);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotTold(fault, run, receiver.Address.Host);
        }

        return false;
    }

    // Replaces a delivery if it is unchanged and for the same end; without remaining deliveries, removes the mark.
    private async Task<bool> TryChangeAsync(
        string path, EndMark mark, EndDelivery from, EndDelivery? to, CancellationToken cancellationToken)
    {
        while (await store.ReadAsync(path, cancellationToken).ConfigureAwait(false) is { } blob)
        {
            var stored = Documents.Read<EndMark>(blob);
            if (stored.MessageId != mark.MessageId || !stored.Deliveries.Contains(from))
            {
                return false;
            }

            EndDelivery[] left = [.. stored.Deliveries.Where(delivery => delivery != from), .. to is null ? [] : new[] { to }];
            if (left.Length == 0
                ? await store.DeleteAsync(path, blob.Facts.ETag, cancellationToken).ConfigureAwait(false)
                : await store.ReplaceAsync(
                    path, Documents.Write(stored with { Deliveries = left }), blob.Facts.ETag, cancellationToken).ConfigureAwait(false))
            {
                return true;
            }
        }

        return false;
    }

    [LoggerMessage(LogLevel.Debug, "Notified {Host} of the end of run {Run}")]
    private partial void LogTold(RunKey run, string host);

    [LoggerMessage(LogLevel.Warning, "{Host} did not accept the message that run {Run} ended")]
    private partial void LogNotReceived(RunKey run, string host);

    [LoggerMessage(LogLevel.Warning, "Could not notify {Host} of the end of run {Run}")]
    private partial void LogNotTold(Exception fault, RunKey run, string host);

    [LoggerMessage(LogLevel.Warning, "Cannot read how run {Run} ended, to send it")]
    private partial void LogUnreadable(Exception fault, RunKey run);

    [LoggerMessage(LogLevel.Error, "Gave up notifying {Host} of the end of run {Run} after {Attempts} attempts")]
    private partial void LogGivenUp(RunKey run, string host, int attempts);
}
