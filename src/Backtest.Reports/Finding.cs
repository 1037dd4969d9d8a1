using System.Text.Json.Serialization;

namespace Backtest.Reports;

/// <summary>What a check found, in plain words.</summary>
/// <param name="Kind">What it means.</param>
/// <param name="Text">What was found.</param>
/// <param name="More">The test or the reason behind it, in a sentence; null for none.</param>
public sealed record Finding(FindingKind Kind, string Text, string? More = null)
{
    /// <summary>All of it.</summary>
    [JsonIgnore]
    public string Sentence => More is null ? Text : $"{Text} {More}";
}
