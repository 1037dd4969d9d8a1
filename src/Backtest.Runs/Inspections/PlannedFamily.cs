using System.Text.Json.Serialization;

namespace Backtest.Runs.Inspections;

/// <summary>What a plan does with one model family.</summary>
/// <param name="Family">baseline, ets, theta, arima, lstm or ensemble.</param>
/// <param name="Trials">Number of its trials.</param>
/// <param name="Seconds">Seconds that they are expected to take on one core.</param>
public sealed record PlannedFamily([property: JsonPropertyName("engine")] string Family, int Trials, double Seconds);
