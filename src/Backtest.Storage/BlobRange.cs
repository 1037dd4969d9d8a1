namespace Backtest.Storage;

/// <summary>A range of a blob in memory.</summary>
internal static class BlobRange
{
    /// <summary>A range of some bytes; shorter if they end before.</summary>
    /// <param name="content">The bytes.</param>
    /// <param name="start">The first of the part.</param>
    /// <param name="length">How many.</param>
    public static ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> content, long start, long length)
    {
        var first = (int)Math.Min(start, content.Length);
        return content.Slice(first, (int)Math.Min(length, content.Length - first));
    }
}
