using System.Globalization;
using Backtest.Engineering;

[assembly: AssemblyFixture(typeof(Backtest.FaultTests.Harness.FaultTable))]

namespace Backtest.FaultTests.Harness;

/// <summary>The injected faults and their outcomes, over all tests; printed at the end, and kept for eng/test.cs to print.</summary>
public sealed class FaultTable : IDisposable
{
    private readonly SortedDictionary<string, Row> _rows = new(StringComparer.Ordinal);
    private readonly List<string> _notes = [];
    private readonly Lock _lock = new();

    /// <summary>Adds the outcome of one run to a row.</summary>
    /// <param name="scenario">Name of the row.</param>
    /// <param name="faults">Number of faults that the run met.</param>
    /// <param name="verdict">How its results differ from an undisturbed run's.</param>
    public void Add(string scenario, int faults, Verdict verdict)
    {
        lock (_lock)
        {
            var row = _rows.GetValueOrDefault(scenario) ?? new Row(0, 0, 0, 0, 0);
            _rows[scenario] = new Row(
                row.Faults + faults,
                row.Runs + 1,
                row.Lost + verdict.Lost.Count,
                row.Wrong + verdict.Wrong.Count,
                row.Orphans + verdict.Orphans.Count);
        }

        Assert.True(
            verdict is { Lost.Count: 0, Wrong.Count: 0, Orphans.Count: 0 },
            $"{scenario}: lost {string.Join(", ", verdict.Lost)}; wrong {string.Join(", ", verdict.Wrong)}; orphans {string.Join(", ", verdict.Orphans)}");
    }

    /// <summary>Adds a line below the table.</summary>
    public void Note(string line)
    {
        lock (_lock)
        {
            _notes.Add(line);
        }
    }

    public void Dispose()
    {
        if (_rows.Count == 0 && _notes.Count == 0)
        {
            return;
        }

        _notes.Add($"{(Effort.IsLong ? "Long form" : "Short form")}, seed {Effort.Seed}.");
        static string Text(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
        var text = TextTable.Format(
            ["fault", " injected", " runs", " lost", " wrong", " orphans"],
            [.. _rows.Select(row => new[] { row.Key,
                Text(row.Value.Faults),
                Text(row.Value.Runs),
                Text(row.Value.Lost),
                Text(row.Value.Wrong),
                Text(row.Value.Orphans) })])
            + string.Concat(_notes.Select(note => note + Environment.NewLine));
        Console.WriteLine(text);
        Directory.CreateDirectory(Path.GetDirectoryName(TestRun.FaultTable)!);
        File.WriteAllText(TestRun.FaultTable, text);
    }

    private sealed record Row(int Faults, int Runs, int Lost, int Wrong, int Orphans);
}
