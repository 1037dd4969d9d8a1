namespace Backtest.Storage;

/// <summary>A part of a blob that is in memory.</summary>
public static class BlobRange
{
    /// <summary>The part of some bytes; less where they end before.</summary>
    /// <param name="content">The bytes.</param>
    /// <param name="start">The first of the part.</param>
    /// <param name="length">How many.</param>
    public static ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> content, long start, long length)
    {
        var first = (int)Math.Min(start, content.Length);
        return content.Slice(first, (int)Math.Min(length, content.Length - first));
    }
}
