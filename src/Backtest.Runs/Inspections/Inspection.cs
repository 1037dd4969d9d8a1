using System.Text.Json.Nodes;
using Backtest.Core.Diagnostics;
using Backtest.Core.Problems;
using Backtest.Core.Series.Csv;

namespace Backtest.Runs.Inspections;

/// <summary>What an upload holds and what its runs would do. As much as could be made out, and the problem that ended it.</summary>
public sealed record Inspection
{
    /// <summary>Name of the upload.</summary>
    public required string Name { get; init; }

    /// <summary>How the file was read.</summary>
    public required FileReading Table { get; init; }

    /// <summary>Number of series in it; 0 where they cannot be read.</summary>
    public int SeriesCount { get; init; }

    /// <summary>The first of the series.</summary>
    public IReadOnlyList<InspectedSeries> Series { get; init; } = [];

    /// <summary>Values of the first series, thinned out where they are many.</summary>
    public SeriesValues? Values { get; init; }

    /// <summary>What tests say of the first series.</summary>
    public SeriesDiagnosis? Diagnosis { get; init; }

    /// <summary>The grid as it was given or is stored; empty for the default one, null where it is wrong.</summary>
    public JsonNode? Grid { get; init; }

    /// <summary>The grid with everything that it leaves open filled in for the first series, to edit.</summary>
    public JsonNode? CompleteGrid { get; init; }

    /// <summary>What the runs would do; null where there is a problem.</summary>
    public PlanOutline? Plan { get; init; }

    /// <summary>The first thing for which a run would be refused; null where it would go ahead.</summary>
    public InputProblem? Problem { get; init; }
}
