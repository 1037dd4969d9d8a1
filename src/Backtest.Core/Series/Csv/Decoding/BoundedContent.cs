using Backtest.Core.Problems;

namespace Backtest.Core.Series.Csv.Decoding;

/// <summary>Reads a whole stream, up to a limit.</summary>
public static class BoundedContent
{
    private const int FirstBytes = 81920;

    // Memory grows with the bytes received, not with the announced length.
    private const int MostFirstBytes = 1 << 20;

    /// <summary>Reads the stream to its end.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="maxBytes">Limit of bytes.</param>
    /// <param name="what">Name of the content in the error: "file" or "grid".</param>
    /// <param name="expectedBytes">Length announced by the sender; null if unknown. A correct one saves copies.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InputException">The stream has more than <paramref name="maxBytes"/> bytes; reading stopped there.</exception>
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
                // It is longer than announced.
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
