namespace Backtest.Storage;

/// <summary>The place of the blobs of a run: in the storage of a host, or in a separate folder.</summary>
/// <param name="Prefix">Prefix of their paths; empty for a separate folder.</param>
public readonly record struct RunFolder(string Prefix)
{
    /// <summary>Where a run lies in the storage of a host.</summary>
    public static implicit operator RunFolder(RunKey run) => new(BlobLayout.Folder(run));
}
