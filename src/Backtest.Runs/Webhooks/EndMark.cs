using Backtest.Core.Series;
using Backtest.Storage;

namespace Backtest.Runs.Webhooks;

/// <summary>The end of a run that receivers are still to be told of. It is stored before the end itself is, so that none is lost.</summary>
/// <param name="SchemaVersion">Version of the document's shape.</param>
/// <param name="MessageId">Id of the message, which tells this end of the run from a later one.</param>
/// <param name="Name">Name of the series.</param>
/// <param name="Run">Id of the run.</param>
/// <param name="At">When it ended.</param>
/// <param name="Deliveries">Whom to tell.</param>
public sealed record EndMark(
    int SchemaVersion, string MessageId, SeriesName Name, RunId Run, DateTimeOffset At, IReadOnlyList<EndDelivery> Deliveries)
{
    /// <summary>The run.</summary>
    internal RunKey Key => new(Name, Run);
}

/// <summary>That a receiver is still to be told.</summary>
/// <param name="Receiver">Id of the receiver.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="NextAt">When to try it again.</param>
public sealed record EndDelivery(string Receiver, int Attempts, DateTimeOffset NextAt);
