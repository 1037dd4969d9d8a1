namespace Backtest.Storage;

/// <summary>A blob as it was read.</summary>
/// <param name="Content">Its bytes.</param>
/// <param name="Facts">Its path, tag, length and time.</param>
public sealed record StoredBlob(ReadOnlyMemory<byte> Content, BlobFacts Facts);
