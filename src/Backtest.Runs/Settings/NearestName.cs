namespace Backtest.Runs.Settings;

/// <summary>Guesses the intended name for an unknown one.</summary>
internal static class NearestName
{
    // One letter in three may be wrong.
    private const int LettersPerMistake = 3;

    /// <summary>The known name with the fewest letters to change, add or remove, ignoring case.</summary>
    /// <param name="written">The unknown name.</param>
    /// <param name="known">The known names.</param>
    /// <returns>The name; null if none is close.</returns>
    public static string? Of(string written, IEnumerable<string> known)
    {
        var nearest = known.Select(name => (Name: name, Distance: Distance(written.ToUpperInvariant(), name.ToUpperInvariant())))
            .MinBy(one => one.Distance);
        return nearest.Distance <= Math.Max(1, written.Length / LettersPerMistake) ? nearest.Name : null;
    }

    // Levenshtein (1966), one row of the table at a time.
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[b.Length];
    }
}
