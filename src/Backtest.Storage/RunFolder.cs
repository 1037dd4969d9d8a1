namespace Backtest.Storage;

/// <summary>Where the blobs of one run lie: in the storage of a host, or in a folder of their own.</summary>
/// <param name="Prefix">What their paths begin with; empty where the folder is the run's own.</param>
public readonly record struct RunFolder(string Prefix)
{
    /// <summary>Where a run lies in the storage of a host.</summary>
    public static implicit operator RunFolder(RunKey run) => new(BlobLayout.Folder(run));
}
