using Backtest.Core.Evaluation;
using Backtest.Storage;

namespace Backtest.Runs.Panels;

/// <summary>rows.json.gz: the results of all series of a panel.</summary>
/// <param name="SchemaVersion">Version of the document's shape.</param>
/// <param name="Rows">One row per series, in the order of the panel.</param>
public sealed record PanelRows(int SchemaVersion, IReadOnlyList<SeriesRow> Rows);

/// <summary>rows.json in the pack of a chunk's results: the results of its series.</summary>
/// <param name="SchemaVersion">Version of the document's shape.</param>
/// <param name="Rows">One row per series, in the order of the panel.</param>
/// <param name="Scores">The scores of each series by model family; null without a result.</param>
/// <param name="WorkSeconds">Seconds that their trials took.</param>
internal sealed record ChunkRows(
    int SchemaVersion, IReadOnlyList<SeriesRow> Rows, IReadOnlyList<SeriesScore?> Scores, double WorkSeconds)
{
    /// <summary>The rows of a chunk from its parts.</summary>
    public static ChunkRows Of(IReadOnlyList<(SeriesRow Row, SeriesScore? Score, double Seconds)> series) => new(
        Documents.SchemaVersion,
        [.. series.Select(one => one.Row)],
        [.. series.Select(one => one.Score)],
        series.Sum(one => one.Seconds));
}
