using Backtest.Storage.Results;

namespace Backtest.Runs.Exports;

/// <summary>A leaderboard as a table.</summary>
public static class LeaderboardExport
{
    /// <summary>Names of the columns.</summary>
    internal static IReadOnlyList<string> Columns { get; } =
    [
        "rank", "trial", "model", "engine", "status", "mase", "rmsse", "rmse", "mae", "mape", "smape", "r2", "bias",
        "holdout_mase", "holdout_rmse", "confidence_p", "seconds", "reason",
    ];

    /// <summary>The ranked trials of one series.</summary>
    public static RunTable Of(Leaderboard leaderboard) => RunTable.Of(Columns, Rows(leaderboard));

    /// <summary>The cells of each trial.</summary>
    internal static IEnumerable<object?[]> Rows(Leaderboard leaderboard) => leaderboard.Rows.Select(row => new object?[]
    {
        row.Rank, row.Trial.ToString(), row.Label, row.Family, row.Status.ToString().ToLowerInvariant(),
        row.Metrics?.Mase, row.Metrics?.Rmsse, row.Metrics?.Rmse, row.Metrics?.Mae, row.Metrics?.Mape, row.Metrics?.Smape,
        row.Metrics?.R2, row.Metrics?.Bias,
        row.HoldOut?.Mase, row.HoldOut?.Rmse, row.ConfidencePValue, row.Timing.Seconds, row.Reason,
    });
}
