namespace Backtest.Storage;

/// <summary>Facts about a blob, as in a listing.</summary>
/// <param name="Path">Container and name.</param>
/// <param name="ETag">Entity tag: changes with every write.</param>
/// <param name="Length">Length in bytes.</param>
/// <param name="Modified">Time of the last write.</param>
public sealed record BlobFacts(string Path, string ETag, long Length, DateTimeOffset Modified);
