using System.Text.Json;
using Backtest.Storage;

namespace Backtest.Runs.Webhooks;

/// <summary>The message to a receiver: how a run ended.</summary>
/// <param name="Id">Id of the message, the same in every attempt.</param>
/// <param name="Timestamp">When the run ended.</param>
/// <param name="Data">The run's status.</param>
public sealed record EndMessage(string Id, DateTimeOffset Timestamp, RunStatus Data)
{
    /// <summary>The type of the message, which distinguishes it from those of other senders.</summary>
    public const string Type = "backtest.run.ended";

    /// <summary>The run's status as JSON.</summary>
    public byte[] DataJson() => JsonSerializer.SerializeToUtf8Bytes(Data, Documents.Json);

    /// <summary>The message as JSON.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(new { type = Type, Timestamp, Data }, Documents.Json);
}
