using Backtest.Core.Evaluation;
using Backtest.Storage.Results;

namespace Backtest.Storage.Packs;

/// <summary>The leaderboard of a series in a bundle, with the data that give the scores on the hold-out.</summary>
/// <param name="SchemaVersion">Version of the document's shape.</param>
/// <param name="Leaderboard">The leaderboard without those scores.</param>
/// <param name="HoldOuts">For each row, the data that give its score on the hold-out; null if it has none.</param>
internal sealed record PackedLeaderboard(
    int SchemaVersion, Leaderboard Leaderboard, IReadOnlyList<HoldOutForecasts?> HoldOuts)
{
    /// <summary>The bytes of a leaderboard in a bundle.</summary>
    /// <param name="leaderboard">The document.</param>
    /// <param name="scales">Scales of the series in the windows.</param>
    public static byte[] Pack(Leaderboard leaderboard, IReadOnlyDictionary<int, ErrorScale> scales)
    {
        IReadOnlyList<WindowScore>? WindowsOf(LeaderboardRow row) =>
            row.Trial == leaderboard.Published ? leaderboard.HoldOutWindows : row.HoldOutWindows;
        return Documents.Write(new PackedLeaderboard(
            leaderboard.SchemaVersion,
            leaderboard with
            {
                Rows = [.. leaderboard.Rows.Select(row => row with { HoldOut = null, HoldOutWindows = null })],
                HoldOutWindows = null,
            },
            [
                .. leaderboard.Rows.Select(row => row.HoldOut is { } overall && WindowsOf(row) is { } windows
                    ? HoldOutForecasts.Of(overall, windows, scales)
                    : null),
            ]));
    }

    /// <summary>The bytes of a leaderboard.</summary>
    public static byte[] Unpack(StoredBlob leaderboard)
    {
        var packed = Documents.Read<PackedLeaderboard>(leaderboard);
        var scores = packed.HoldOuts.Select(one => one?.ToScore()).ToList();
        var published = packed.Leaderboard.Published;
        return Documents.Write(packed.Leaderboard with
        {
            Rows =
            [
                .. packed.Leaderboard.Rows.Select((row, k) => row with
                {
                    HoldOut = scores[k]?.Overall,
                    HoldOutWindows = row.Trial == published ? null : scores[k]?.Windows,
                }),
            ],
            HoldOutWindows = packed.Leaderboard.Rows.Index()
                .Where(row => row.Item.Trial == published)
                .Select(row => scores[row.Index]?.Windows)
                .FirstOrDefault(),
        });
    }
}
