using System.Text.Json.Serialization;

namespace Backtest.Reports;

/// <summary>The finding of a check, in plain words.</summary>
/// <param name="Kind">Its meaning.</param>
/// <param name="Text">The finding.</param>
/// <param name="More">The test or the reason behind it, in a sentence; null for none.</param>
public sealed record Finding(FindingKind Kind, string Text, string? More = null)
{
    /// <summary>Finding and explanation.</summary>
    [JsonIgnore]
    public string Sentence => More is null ? Text : $"{Text} {More}";
}
