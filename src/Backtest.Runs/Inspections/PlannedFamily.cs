namespace Backtest.Runs.Inspections;

/// <summary>What a plan does with one engine.</summary>
/// <param name="Engine">baseline, ets, theta, arima, lstm or ensemble.</param>
/// <param name="Trials">Number of its trials.</param>
/// <param name="Seconds">Seconds that they are expected to take on one core.</param>
public sealed record PlannedFamily(string Engine, int Trials, double Seconds);
