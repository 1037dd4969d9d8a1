using System.Collections.Frozen;
using System.Text;

namespace Backtest.Core.Series.Cells;

/// <summary>Cells that stand for a missing value: those that always do, and those that are given.</summary>
internal sealed class MissingMarks
{
    private const int Longest = 12;

    private static readonly string[] Always =
        [
            "na",
            "nan",
            "null",
            "none",
            "nil",
            "n/a",
            "#n/a",
            "#na",
            "n.a.",
            "n.a",
            "<na>",
            "(null)",
            "nat",
            "-nan",
            "missing",
            ".",
            "..",
            "...",
            "…",
            "-",
            "--",
            "---",
            "–",
            "—",
            "?",
            ":",
            "*"];

    private readonly FrozenSet<string> _always;
    private readonly string[] _given;

    /// <summary>The marks.</summary>
    /// <param name="given">Those that are missing values in this file.</param>
    public MissingMarks(IReadOnlyList<string> given) =>
        (_always, _given) = (Always.ToFrozenSet(StringComparer.OrdinalIgnoreCase), [.. given]);

    /// <summary>Whether a cell is one of them, or empty.</summary>
    public bool Contains(ReadOnlySpan<byte> cell)
    {
        if (cell.IsEmpty)
        {
            return true;
        }

        // Most cells begin with a digit, and no mark does unless it is given.
        return (!char.IsAsciiDigit((char)cell[0]) && cell.Length <= Longest && IsMark(cell)) || IsGiven(cell);
    }

    private bool IsMark(ReadOnlySpan<byte> cell)
    {
        if (cell[0] is (byte)'-' or (byte)'.' && cell.Length > 1 && char.IsAsciiDigit((char)cell[1]))
        {
            return false;
        }

        Span<char> text = stackalloc char[Longest];
        return _always.GetAlternateLookup<ReadOnlySpan<char>>().Contains(text[..Encoding.UTF8.GetChars(cell, text)]);
    }

    private bool IsGiven(ReadOnlySpan<byte> cell)
    {
        foreach (var mark in _given)
        {
            if (cell.Length >= mark.Length && Encoding.UTF8.GetString(cell) == mark)
            {
                return true;
            }
        }

        return false;
    }
}
