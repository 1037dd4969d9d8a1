using System.Buffers;
using System.Text;

namespace Backtest.FuzzTests.Cases;

/// <summary>Changes bytes like broken tools, networks and attackers do.</summary>
internal static class Mutation
{
    // Separators of words in any of the formats.
    private static readonly SearchValues<byte> Separators = SearchValues.Create(",;\t\n\":[]{}= "u8);

    /// <summary>Applies some mutations, one in two cases of three.</summary>
    /// <param name="random">Source of choices.</param>
    /// <param name="seed">The bytes to begin with.</param>
    /// <param name="others">Bytes to copy parts from.</param>
    /// <param name="tokens">Words of the format and of its limits.</param>
    /// <param name="maxLength">Longest result.</param>
    public static byte[] Of(Random random, byte[] seed, byte[][] others, string[] tokens, int maxLength = 60_000)
    {
        var bytes = seed;
        for (var left = 1 + (int)-Math.Log(1 - random.NextDouble()); left > 0; left--)
        {
            bytes = One(random, bytes, others, tokens);
            if (bytes.Length > maxLength)
            {
                bytes = bytes[..maxLength];
            }
        }

        return bytes;
    }

    private static byte[] One(Random random, byte[] bytes, byte[][] others, string[] tokens) => random.Next(12) switch
    {
        0 => Flip(random, bytes),
        1 => SetByte(random, bytes),
        2 => bytes[..random.Next(bytes.Length + 1)],
        3 => bytes[random.Next(bytes.Length + 1)..],
        4 => Repeat(random, bytes),
        5 => Without(bytes, random.Next(bytes.Length + 1), random.Next(1 + (bytes.Length / 4))),
        6 => Splice(random, bytes, others[random.Next(others.Length)]),
        7 or 8 => Insert(random, bytes, Encoding.UTF8.GetBytes(tokens[random.Next(tokens.Length)])),
        9 => ReplaceWord(random, bytes, Encoding.UTF8.GetBytes(tokens[random.Next(tokens.Length)])),
        10 => SwapLines(random, bytes),
        _ => Recode(random, bytes),
    };

    private static byte[] Flip(Random random, byte[] bytes)
    {
        var changed = (byte[])bytes.Clone();
        if (changed.Length > 0)
        {
            changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
        }

        return changed;
    }

    private static byte[] SetByte(Random random, byte[] bytes)
    {
        var changed = (byte[])bytes.Clone();
        if (changed.Length > 0)
        {
            changed[random.Next(changed.Length)] = (byte)random.Next(256);
        }

        return changed;
    }

    private static byte[] Repeat(Random random, byte[] bytes)
    {
        var start = random.Next(bytes.Length + 1);
        var part = bytes.AsSpan(start, Math.Min(random.Next(200), bytes.Length - start)).ToArray();
        var repeated = Enumerable.Repeat(part, 1 + random.Next(random.Next(8) == 0 ? 200 : 3)).SelectMany(copy => copy);
        return [.. bytes[..start], .. repeated, .. bytes[start..]];
    }

    private static byte[] Splice(Random random, byte[] bytes, byte[] other) =>
        [.. bytes[..random.Next(bytes.Length + 1)], .. other[random.Next(other.Length + 1)..]];

    private static byte[] Insert(Random random, byte[] bytes, byte[] token)
    {
        var at = random.Next(bytes.Length + 1);
        return [.. bytes[..at], .. token, .. bytes[at..]];
    }

    private static byte[] Without(byte[] bytes, int start, int count) =>
        [.. bytes[..start], .. bytes[Math.Min(bytes.Length, start + count)..]];

    private static byte[] ReplaceWord(Random random, byte[] bytes, byte[] token)
    {
        if (bytes.Length == 0)
        {
            return token;
        }

        var at = random.Next(bytes.Length);
        var start = bytes.AsSpan(0, at).LastIndexOfAny(Separators) + 1;
        var end = bytes.AsSpan(at).IndexOfAny(Separators);
        return [.. bytes[..start], .. token, .. end < 0 ? [] : bytes[(at + end)..]];
    }

    private static byte[] SwapLines(Random random, byte[] bytes)
    {
        var lines = Encoding.Latin1.GetString(bytes).Split('\n');
        var (a, b) = (random.Next(lines.Length), random.Next(lines.Length));
        (lines[a], lines[b]) = (lines[b], lines[a]);
        return Encoding.Latin1.GetBytes(string.Join('\n', lines));
    }

    private static byte[] Recode(Random random, byte[] bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        return random.Next(6) switch
        {
            0 => [0xEF, 0xBB, 0xBF, .. bytes],
            1 => [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(text)],
            2 => [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(text)],
            3 => Encoding.Unicode.GetBytes(text),
            4 => Encoding.UTF32.GetBytes(text),
            _ => CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!.GetBytes(text),
        };
    }
}
