using Backtest.Core.Problems;

namespace Backtest.Core.Series.Csv;

/// <summary>What a file holds, as far as it can be read.</summary>
/// <param name="Reading">How it was read.</param>
/// <param name="Series">Its series; empty where there is a problem.</param>
/// <param name="Problem">Why the series cannot be read; null where they can.</param>
public sealed record FileContent(FileReading Reading, IReadOnlyList<TimeSeries> Series, InputProblem? Problem);
