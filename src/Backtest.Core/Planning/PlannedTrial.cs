using System.Text.Json.Serialization;
using Backtest.Core.Models;

namespace Backtest.Core.Planning;

/// <summary>One trial of a run.</summary>
/// <param name="Id">Its id, unique in the run; see <see cref="TrialIdentity"/>.</param>
/// <param name="Label">Its display name.</param>
/// <param name="Spec">What to fit.</param>
/// <param name="EstimatedSeconds">Expected time on one core, excluding the training shared with trials of fewer epochs.</param>
public sealed record PlannedTrial(TrialId Id, string Label, ModelSpec Spec, double EstimatedSeconds)
{
    /// <summary>
    /// The trial's round in a halving search, from 0; it runs if the previous round promotes its training.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Round { get; init; }
}
