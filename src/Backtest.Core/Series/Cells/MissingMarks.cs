using System.Collections.Frozen;
using System.Text;

namespace Backtest.Core.Series.Cells;

/// <summary>Cells that stand for missing values: the usual marks and those given by the user.</summary>
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

    /// <summary>Creates the set of marks.</summary>
    /// <param name="given">Additional marks of this file.</param>
    public MissingMarks(IReadOnlyList<string> given) =>
        (_always, _given) = (Always.ToFrozenSet(StringComparer.OrdinalIgnoreCase), [.. given]);

    /// <summary>Whether a cell is empty or a mark.</summary>
    public bool Contains(ReadOnlySpan<byte> cell)
    {
        if (cell.IsEmpty)
        {
            return true;
        }

        // Most cells begin with a digit; no usual mark does.
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
