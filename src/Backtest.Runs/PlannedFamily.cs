using System.Text.Json.Serialization;
using Backtest.Core.Planning;

namespace Backtest.Runs;

/// <summary>The part of a plan for one model family.</summary>
/// <param name="Family">baseline, ets, theta, arima, lstm or ensemble.</param>
/// <param name="Trials">Number of its trials.</param>
/// <param name="Seconds">Their expected seconds on one core.</param>
public sealed record PlannedFamily([property: JsonPropertyName("engine")] string Family, int Trials, double Seconds)
{
    /// <summary>The families of some trials, in the order of their first trials.</summary>
    public static IReadOnlyList<PlannedFamily> Of(IEnumerable<PlannedTrial> trials) =>
        [.. trials.GroupBy(trial => trial.Spec.Family)
            .Select(family => new PlannedFamily(family.Key, family.Count(), family.Sum(trial => trial.EstimatedSeconds)))];
}
