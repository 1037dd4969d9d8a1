using Backtest.Storage;

namespace Backtest.Runs.Webhooks;

/// <summary>Records that a run is about to end, for <see cref="EndSender"/>.</summary>
/// <param name="store">The blob storage.</param>
/// <param name="receivers">The receivers; without any, nothing is stored.</param>
/// <param name="clock">The time.</param>
public sealed class RunEnds(IBlobStore store, IEnumerable<EndReceiver> receivers, TimeProvider clock)
{
    private readonly List<EndReceiver> _receivers = [.. receivers];

    /// <summary>Records it; must be called before the end is stored.</summary>
    /// <param name="run">The run.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    public async Task NoteAsync(RunKey run, CancellationToken cancellationToken)
    {
        if (_receivers.Count == 0)
        {
            return;
        }

        // Overwrites an earlier end of the run that is not delivered yet: its receivers get this one.
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
