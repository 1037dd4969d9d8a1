using Backtest.Core.Problems;

namespace Backtest.Core.Series.Csv.Decoding;

/// <summary>Reads a whole stream, but never more than a limit.</summary>
public static class BoundedContent
{
    private const int FirstBytes = 81920;

    // Memory follows what arrived, not what a sender announced.
    private const int MostFirstBytes = 1 << 20;

    /// <summary>Reads the stream to its end.</summary>
    /// <param name="stream">What to read.</param>
    /// <param name="maxBytes">Most bytes to accept.</param>
    /// <param name="what">What the content is, for the error: "file" or "grid".</param>
    /// <param name="expectedBytes">Length that the sender announced; null if unknown. If it is right, it saves copies.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InputException">The stream has more than <paramref name="maxBytes"/> bytes; it was read no further.</exception>
    public static async Task<byte[]> ReadAsync(
        Stream stream, long maxBytes, string what, long? expectedBytes, CancellationToken cancellationToken)
    {
        var most = (int)Math.Min(maxBytes, Array.MaxLength);
        var end = (int)Math.Min(expectedBytes ?? most, most);
        var content = new byte[Math.Min(end, expectedBytes is null ? FirstBytes : MostFirstBytes)];
        var beyond = new byte[1];
        var length = 0;
        while (true)
        {
            var isAtEnd = length == end;
            if (length == content.Length && !isAtEnd)
            {
                Array.Resize(ref content, Grown(length, end));
            }

            var count = await stream.ReadAsync(isAtEnd ? beyond : content.AsMemory(length), cancellationToken).ConfigureAwait(false);
            if (count == 0)
            {
                Array.Resize(ref content, length);
                return content;
            }

            if (isAtEnd)
            {
                // It is longer than its sender announced.
                end = length < most ? most : throw TooLarge(maxBytes, what);
                Array.Resize(ref content, Grown(length, end));
                content[length] = beyond[0];
            }

            length += count;
        }
    }

    /// <summary>The problem of content over the limit.</summary>
    public static InputException TooLarge(long maxBytes, string what)
    {
        var limit = FormattableString.Invariant($"{maxBytes:N0} bytes");
        return new InputException(
            $"The {what} is larger than {limit}.", null, $"Send at most {limit}, or raise the limit.")
        { IsTooLarge = true };
    }

    private static int Grown(int length, int end) => (int)Math.Min(Math.Max(2L * length, FirstBytes), end);
}
