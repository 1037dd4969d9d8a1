using Backtest.Core.Problems;

namespace Backtest.Core.Series.Csv;

/// <summary>The readable content of a file.</summary>
/// <param name="Reading">How it was read.</param>
/// <param name="Series">Its series; empty if there is a problem.</param>
/// <param name="Problem">Why the series cannot be read; null if they can.</param>
public sealed record FileContent(FileReading Reading, IReadOnlyList<TimeSeries> Series, InputProblem? Problem)
{
    /// <summary>Unreadable series, in the order of the file, if most of the others can be read.</summary>
    public IReadOnlyList<RefusedSeries> Refused { get; init; } = [];

    /// <summary>The first problem of the file or of one of its series; null if there is none.</summary>
    public InputProblem? FirstProblem => Problem ?? (Refused is [var first, ..] ? first.Problem : null);
}

/// <summary>An unusable series of a file with usable ones.</summary>
/// <param name="Place">Its index among all series of the file.</param>
/// <param name="Name">Its name.</param>
/// <param name="Id">Its id in the file.</param>
/// <param name="Problem">Its problem.</param>
public sealed record RefusedSeries(int Place, string Name, string Id, InputProblem Problem);
