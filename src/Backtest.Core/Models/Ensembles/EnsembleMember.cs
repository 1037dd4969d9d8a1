using System.Text.Json.Serialization;
using Backtest.Core.Models.Intervals;

namespace Backtest.Core.Models.Ensembles;

/// <summary>A trial that takes part in an ensemble.</summary>
/// <param name="Trial">The trial's id.</param>
/// <param name="Label">Its display name.</param>
/// <param name="Weight">Its share; the weights of all members sum to 1.</param>
/// <param name="Spec">The model to fit.</param>
/// <param name="Spread">Spread of its errors in the windows, for a model without intervals of its own; otherwise null.</param>
public sealed record EnsembleMember(
    TrialId Trial,
    string Label,
    double Weight,
    ModelSpec Spec,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ErrorSpread? Spread = null);
