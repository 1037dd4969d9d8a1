using System.Security.Cryptography;
using System.Text;
using Backtest.Storage;

namespace Backtest.Reports;

/// <summary>
/// A report ends with a comment that contains the SHA-256 of the text before it, and a mark at its beginning says so. Reports of earlier
/// versions have neither.
/// </summary>
public static class SealedReport
{
    /// <summary>The mark in the head of a report with a checksum.</summary>
    public const string Mark = "<meta name=\"checksum\" content=\"The comment at the end has the SHA-256 of what stands before it.\">";

    private const string Start = "<!doctype html>";
    private const string End = "</html>";

    private static readonly byte[] SealStart = "<!-- sha256 "u8.ToArray();
    private static readonly byte[] SealEnd = " -->"u8.ToArray();
    private static readonly int SealLength = SealStart.Length + (2 * SHA256.HashSizeInBytes) + SealEnd.Length;

    /// <summary>The bytes of a report.</summary>
    /// <param name="report">HTML with <see cref="Mark"/> in its head.</param>
    public static byte[] Write(string report)
    {
        var body = Encoding.UTF8.GetBytes(report);
        return [.. body, .. SealStart, .. Checksum(body), .. SealEnd];
    }

    /// <summary>The checked bytes of a stored report.</summary>
    /// <exception cref="InvalidDataException">They have changed.</exception>
    public static ReadOnlyMemory<byte> Read(StoredBlob blob) => IsWhole(blob.Content.Span)
        ? blob.Content
        : throw new InvalidDataException($"The report {blob.Facts.Path} does not match its checksum.");

    /// <summary>Whether the bytes of a report are as they were written.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> content)
    {
        var isSealed = content.Length > SealLength && content[^SealLength..].StartsWith(SealStart) && content.EndsWith(SealEnd);
        return isSealed
            ? content[^(SealLength - SealStart.Length)..^SealEnd.Length].SequenceEqual(Checksum(content[..^SealLength]))
            : content.StartsWith(Encoding.UTF8.GetBytes(Start))
                && content.EndsWith(Encoding.UTF8.GetBytes(End))
                && content.IndexOf(Encoding.UTF8.GetBytes(Mark)) < 0;
    }

    private static byte[] Checksum(ReadOnlySpan<byte> body) => Encoding.UTF8.GetBytes(Convert.ToHexStringLower(SHA256.HashData(body)));
}
