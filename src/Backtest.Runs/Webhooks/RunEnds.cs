using Backtest.Storage;

namespace Backtest.Runs.Webhooks;

/// <summary>Stores that a run is about to end, for <see cref="EndSender"/> to tell.</summary>
/// <param name="store">Where blobs are.</param>
/// <param name="receivers">Who is told; nothing is stored where nobody is.</param>
/// <param name="clock">The time.</param>
public sealed class RunEnds(IBlobStore store, IEnumerable<EndReceiver> receivers, TimeProvider clock)
{
    private readonly List<EndReceiver> _receivers = [.. receivers];

    /// <summary>Stores it; to be called before the end is.</summary>
    /// <param name="run">Which run.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    public async Task NoteAsync(RunKey run, CancellationToken cancellationToken)
    {
        if (_receivers.Count == 0)
        {
            return;
        }

        // Over that of an earlier end of the run which is not told yet: its receivers are told of this one.
        var now = clock.GetUtcNow();
        var mark = new EndMark(
            Documents.SchemaVersion,
            FormattableString.Invariant($"{run.Run}-{now.ToUnixTimeMilliseconds()}"),
            run.Name,
            run.Run,
            now,
            [.. _receivers.Select(receiver => new EndDelivery(receiver.Id, 0, now))]);
        await store.WriteAsync(BlobLayout.Ended(run), Documents.Write(mark), cancellationToken).ConfigureAwait(false);
    }
}
