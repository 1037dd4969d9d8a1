using Backtest.Core.Problems;

namespace Backtest.Core.Series.Csv;

/// <summary>What a file holds, as far as it can be read.</summary>
/// <param name="Reading">How it was read.</param>
/// <param name="Series">Its series; empty where there is a problem.</param>
/// <param name="Problem">Why the series cannot be read; null where they can.</param>
public sealed record FileContent(FileReading Reading, IReadOnlyList<TimeSeries> Series, InputProblem? Problem)
{
    /// <summary>Series that cannot be read though most of the others can, in the order of the file.</summary>
    public IReadOnlyList<RefusedSeries> Refused { get; init; } = [];

    /// <summary>The first thing that is wrong with the file or one of its series; null where nothing is.</summary>
    public InputProblem? FirstProblem => Problem ?? (Refused is [var first, ..] ? first.Problem : null);
}

/// <summary>A series of a file that cannot be used though others can.</summary>
/// <param name="Place">Its place among all series of the file, counted from 0.</param>
/// <param name="Name">Its name.</param>
/// <param name="Id">Its id in the file.</param>
/// <param name="Problem">What is wrong with it.</param>
public sealed record RefusedSeries(int Place, string Name, string Id, InputProblem Problem);
