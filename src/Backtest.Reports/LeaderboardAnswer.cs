using System.Diagnostics.CodeAnalysis;
using Backtest.Storage.Results;

namespace Backtest.Reports;

/// <summary>A leaderboard with what its checks found.</summary>
public sealed record LeaderboardAnswer : Leaderboard
{
    /// <summary>The answer of a leaderboard.</summary>
    [SetsRequiredMembers]
    public LeaderboardAnswer(Leaderboard leaderboard)
        : base(leaderboard) => Findings = [.. ChecksText.Of(leaderboard)];

    /// <summary>The findings of the checks, in display order.</summary>
    public IReadOnlyList<Finding> Findings { get; }
}
