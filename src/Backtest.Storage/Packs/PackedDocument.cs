using System.Globalization;
using Backtest.Core.Evaluation;
using Backtest.Storage.Results;

namespace Backtest.Storage.Packs;

/// <summary>
/// A document of a series in a panel, from which a bundle leaves out everything that follows from the rest.
/// </summary>
/// <param name="Series">Place of the series in its panel.</param>
/// <param name="IsTrial">Whether it is the result of a trial, and not the leaderboard.</param>
internal readonly record struct PackedDocument(int Series, bool IsTrial)
{
    /// <summary>The document of a name in a pack; null if it is stored as it is.</summary>
    public static PackedDocument? Of(string name) => name.Split('/') is ["series", var text, .. var rest]
        && rest is ["trials", _] or ["leaderboard.json"]
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var series)
        ? new PackedDocument(series, rest.Length > 1)
        : null;

    /// <summary>Its bytes in a bundle.</summary>
    /// <param name="trial">Reads it if it is the result of a trial.</param>
    /// <param name="leaderboard">Reads it if it is the leaderboard.</param>
    /// <param name="scales">Scales of the series in the windows.</param>
    public byte[] Pack(Func<TrialDocument> trial, Func<Leaderboard> leaderboard, IReadOnlyDictionary<int, ErrorScale> scales) =>
        IsTrial ? PackedTrial.Pack(trial(), scales) : PackedLeaderboard.Pack(leaderboard(), scales);

    /// <summary>The bytes of the document.</summary>
    public byte[] Unpack(StoredBlob document) => IsTrial ? PackedTrial.Unpack(document) : PackedLeaderboard.Unpack(document);
}
