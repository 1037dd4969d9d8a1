namespace Backtest.Core.Evaluation;

/// <summary>What a finished run says of one series among many.</summary>
/// <param name="Winner">Engine of the published trial.</param>
/// <param name="Naive">The seasonal naive forecast, or without a season the naive one, on the windows.</param>
/// <param name="Engines">The best trial of each model family, on the windows that chose it.</param>
/// <param name="HoldOut">The published trial on the hold-out, which chose nothing.</param>
/// <param name="NaiveHoldOut">The naive forecast on the hold-out.</param>
public sealed record SeriesScore(
    string Winner, FamilyScore Naive, IReadOnlyList<FamilyScore> Engines, FamilyScore? HoldOut, FamilyScore? NaiveHoldOut);
