using Backtest.Core.Series;

namespace Backtest.FuzzTests.Dialects;

/// <summary>Random series, and a file in which they are written in a random dialect.</summary>
/// <param name="Kind">What the file is like.</param>
/// <param name="Content">The file.</param>
/// <param name="Choice">What is said of the file.</param>
/// <param name="Series">What was written: of each id the values by their times, without those that are missing.</param>
internal sealed record WrittenPanel(
    string Kind,
    byte[] Content,
    ColumnChoice Choice,
    IReadOnlyDictionary<string, IReadOnlyList<(DateTimeOffset Time, double Value)>> Series)
{
    // A third of the files are of the kind that is most common.
    private static readonly Func<Random, WrittenPanel>[] Kinds =
    [
        LongPanel.Of, LongPanel.Of, LongPanel.Of, LongPanel.Of,
        WidePanel.Of, WidePanel.Of,
        ColumnsPanel.Of,
        OffsetsPanel.Of, MidnightsPanel.Of, LocalClockPanel.Of,
        RepeatsPanel.Of,
        ZeroFillPanel.Of,
    ];

    /// <summary>Whether a reader may show the times by another clock, as it does for midnights that are written in UTC.</summary>
    public bool AnyClock { get; init; }

    /// <summary>How far a value may be off, as a part of it or of 1: sums depend on their order, and most of one may cancel out.</summary>
    public double Tolerance { get; init; }

    /// <summary>Writes random series.</summary>
    public static WrittenPanel Of(Random random) => Kinds[random.Next(Kinds.Length)](random);
}
