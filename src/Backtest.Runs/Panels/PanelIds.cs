using Backtest.Storage;

namespace Backtest.Runs.Panels;

/// <summary>ids.json.gz: the ids of the series of a panel.</summary>
/// <param name="SchemaVersion">Version of the document's shape.</param>
/// <param name="Ids">Id and name of each series, in the order of the panel.</param>
internal sealed record PanelIds(int SchemaVersion, IReadOnlyList<SeriesId> Ids)
{
    /// <summary>The bytes of the document.</summary>
    internal static byte[] Write(IReadOnlyList<SeriesId> ids) => Compressed.Write(new PanelIds(Documents.SchemaVersion, ids));
}

/// <summary>The identification of a panel's series.</summary>
/// <param name="Id">Its id in the file, any text.</param>
/// <param name="Name">Its name in earlier versions: the upload's name, a dot, and the id without invalid characters.</param>
public sealed record SeriesId(string Id, string Name);
