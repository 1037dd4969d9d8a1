using Backtest.Core.Series;
using Backtest.Storage;

namespace Backtest.Runs.Webhooks;

/// <summary>A run's end that receivers must still be notified of. It is stored before the end itself, so that none is lost.</summary>
/// <param name="SchemaVersion">Version of the document's shape.</param>
/// <param name="MessageId">Id of the message, which distinguishes this end of the run from a later one.</param>
/// <param name="Name">Name of the series.</param>
/// <param name="Run">Id of the run.</param>
/// <param name="At">When it ended.</param>
/// <param name="Deliveries">The pending deliveries.</param>
public sealed record EndMark(
    int SchemaVersion, string MessageId, SeriesName Name, RunId Run, DateTimeOffset At, IReadOnlyList<EndDelivery> Deliveries)
{
    /// <summary>The run.</summary>
    internal RunKey Key => new(Name, Run);
}

/// <summary>A pending delivery to a receiver.</summary>
/// <param name="Receiver">Id of the receiver.</param>
/// <param name="Attempts">Number of attempts.</param>
/// <param name="NextAt">Time of the next attempt.</param>
public sealed record EndDelivery(string Receiver, int Attempts, DateTimeOffset NextAt);
