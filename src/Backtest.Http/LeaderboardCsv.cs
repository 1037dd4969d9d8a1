using Backtest.Storage.Results;

namespace Backtest.Http;

/// <summary>A leaderboard as CSV.</summary>
internal static class LeaderboardCsv
{
    public static string Write(Leaderboard leaderboard) => CsvText.Write(
        [
            "rank",
            "trial",
            "model",
            "engine",
            "status",
            "mase",
            "rmsse",
            "rmse",
            "mae",
            "mape",
            "smape",
            "r2",
            "bias",
            "holdout_mase",
            "holdout_rmse",
            "confidence_p",
            "seconds",
            "reason"],
        leaderboard.Rows.Select(row => new object?[]
        {
            row.Rank, row.Trial, row.Label, row.Family, row.Status.ToString().ToLowerInvariant(),
            row.Metrics?.Mase,
                row.Metrics?.Rmsse,
                row.Metrics?.Rmse,
                row.Metrics?.Mae,
                row.Metrics?.Mape,
                row.Metrics?.Smape,
                row.Metrics?.R2,
                row.Metrics?.Bias,
            row.HoldOut?.Mase, row.HoldOut?.Rmse, row.ConfidencePValue, row.Timing.Seconds, row.Reason,
        }));
}
