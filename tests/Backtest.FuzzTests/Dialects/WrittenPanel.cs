using Backtest.Core.Series;

namespace Backtest.FuzzTests.Dialects;

/// <summary>Random series, and a file with them in a random dialect.</summary>
/// <param name="Kind">The shape of the file.</param>
/// <param name="Content">The file.</param>
/// <param name="Choice">The options for reading the file.</param>
/// <param name="Series">The values by id and time, without missing ones.</param>
internal sealed record WrittenPanel(
    string Kind,
    byte[] Content,
    ColumnChoice Choice,
    IReadOnlyDictionary<string, IReadOnlyList<(DateTimeOffset Time, double Value)>> Series)
{
    // A third of the files are of the most common kind.
    private static readonly Func<Random, WrittenPanel>[] Kinds =
    [
        LongPanel.Of, LongPanel.Of, LongPanel.Of, LongPanel.Of,
        WidePanel.Of, WidePanel.Of,
        ColumnsPanel.Of,
        OffsetsPanel.Of, MidnightsPanel.Of, LocalClockPanel.Of,
        RepeatsPanel.Of,
        ZeroFillPanel.Of,
    ];

    /// <summary>Whether a reader may return the times by another clock, as for midnights that are written in UTC.</summary>
    public bool AnyClock { get; init; }

    /// <summary>Tolerance of a value, relative or to 1: sums depend on their order, and most of a value may cancel out.</summary>
    public double Tolerance { get; init; }

    /// <summary>Writes random series.</summary>
    public static WrittenPanel Of(Random random) => Kinds[random.Next(Kinds.Length)](random);
}
