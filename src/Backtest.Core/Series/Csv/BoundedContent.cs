using Backtest.Core.Problems;

namespace Backtest.Core.Series.Csv;

/// <summary>Reads a whole stream, but never more than a limit.</summary>
public static class BoundedContent
{
    /// <summary>Reads the stream to its end.</summary>
    /// <param name="stream">What to read.</param>
    /// <param name="maxBytes">Most bytes to accept.</param>
    /// <param name="what">What the content is, for the error: "file" or "grid".</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InputException">The stream has more than <paramref name="maxBytes"/> bytes; it was read no further.</exception>
    public static async Task<byte[]> ReadAsync(Stream stream, long maxBytes, string what, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        var buffer = new byte[81920];
        int count;
        while ((count = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            if (content.Length + count > maxBytes)
            {
                throw TooLarge(maxBytes, what);
            }

            content.Write(buffer, 0, count);
        }

        return content.ToArray();
    }

    /// <summary>The problem of content over the limit.</summary>
    public static InputException TooLarge(long maxBytes, string what)
    {
        var limit = FormattableString.Invariant($"{maxBytes:N0} bytes");
        return new InputException($"The {what} is larger than {limit}.", null, $"Send at most {limit}, or raise the limit.") { IsTooLarge = true };
    }
}
