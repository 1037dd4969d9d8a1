namespace Backtest.Functions.Orchestration;

/// <summary>The best trial so far.</summary>
/// <param name="Trial">The trial's id.</param>
/// <param name="Label">Its name for people.</param>
/// <param name="Score">Its value of the ranking metric; lower is better.</param>
public sealed record BestTrial(string Trial, string Label, double Score);
