using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace Backtest.Core.Models.ExponentialSmoothing;

/// <summary>
/// Identifies whether a history begins where the training data did, as initial states and seasonal phase assume. Windows of a sliding
/// training part begin elsewhere.
/// </summary>
/// <param name="Length">Number of first values in the hash.</param>
/// <param name="Sha256">SHA-256 of their bits, in hexadecimal.</param>
public sealed record SeriesOpening(
    [property: JsonPropertyName("length")] int Length,
    [property: JsonPropertyName("sha256")] string Sha256)
{
    private const int LongestLength = 100;

    /// <summary>The opening of a series.</summary>
    public static SeriesOpening Of(ReadOnlySpan<double> series)
    {
        var length = Math.Min(series.Length, LongestLength);
        return new SeriesOpening(length, Hash(series[..length]));
    }

    /// <summary>Whether a series has this opening.</summary>
    public bool Begins(ReadOnlySpan<double> series) => series.Length >= Length && Hash(series[..Length]) == Sha256;

    // Every NaN counts as the same.
    private static string Hash(ReadOnlySpan<double> values)
    {
        var bytes = new byte[values.Length * sizeof(double)];
        for (var t = 0; t < values.Length; t++)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(t * sizeof(double)), double.IsNaN(values[t]) ? double.NaN : values[t]);
        }

        return Convert.ToHexStringLower(SHA256.HashData(bytes));
    }
}
