using System.Text.Json;
using Backtest.Runs.Panels;

namespace Backtest.Runs.Exports;

/// <summary>How the series of a panel ended, as a table with a row per series.</summary>
public static class PanelExport
{
    /// <summary>The series that a request matches, in its order; all pages of them.</summary>
    /// <param name="rows">All rows.</param>
    /// <param name="request">The request.</param>
    public static RunTable Of(IEnumerable<SeriesRow> rows, PanelPageRequest request) => RunTable.Of(
        [
            "unique_id", "status", "advice", "trial", "model", "engine", "mase", "holdout_mase", "holdout_naive_mase", "bias",
            "coverage-80", "coverage-95", "reason",
        ],
        request.Sorted(rows.Where(request.Matches)).Select(row => (object?[])
        [
            row.Id, row.State.ToString().ToLowerInvariant(), WordOf(row), row.Trial?.ToString(), row.Label, row.Family, row.Mase,
            row.HoldOutMase, row.NaiveHoldOutMase, row.Bias, row.Coverage80, row.Coverage95, row.Problem?.ToString(),
        ]));

    private static string? WordOf(SeriesRow row) => row.Advice is { } advice ? JsonNamingPolicy.CamelCase.ConvertName($"{advice}") : null;
}
