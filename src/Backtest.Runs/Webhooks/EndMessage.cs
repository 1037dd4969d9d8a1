using System.Text.Json;
using Backtest.Storage;

namespace Backtest.Runs.Webhooks;

/// <summary>What a receiver is told: how a run ended.</summary>
/// <param name="Id">The same for every attempt to tell it.</param>
/// <param name="Timestamp">When the run ended.</param>
/// <param name="Data">The run's status.</param>
public sealed record EndMessage(string Id, DateTimeOffset Timestamp, RunStatus Data)
{
    /// <summary>What kind of message this is, as those that a receiver gets from others have one.</summary>
    public const string Type = "backtest.run.ended";

    /// <summary>The run's status as JSON.</summary>
    public byte[] DataJson() => JsonSerializer.SerializeToUtf8Bytes(Data, Documents.Json);

    /// <summary>The message as JSON.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(new { type = Type, Timestamp, Data }, Documents.Json);
}
