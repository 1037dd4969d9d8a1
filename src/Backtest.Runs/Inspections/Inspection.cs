using System.Text.Json.Nodes;
using Backtest.Core.Diagnostics;
using Backtest.Core.Problems;
using Backtest.Core.Series.Csv;

namespace Backtest.Runs.Inspections;

/// <summary>The content of an upload and the plan of its runs, as far as known, and the problem that ended the inspection.</summary>
public sealed record Inspection
{
    /// <summary>Name of the upload.</summary>
    public required string Name { get; init; }

    /// <summary>How the file was read.</summary>
    public required FileReading Table { get; init; }

    /// <summary>Number of series in it; 0 if they cannot be read.</summary>
    public int SeriesCount { get; init; }

    /// <summary>The first of the series.</summary>
    public IReadOnlyList<InspectedSeries> Series { get; init; } = [];

    /// <summary>Values of the first series, thinned out if there are many.</summary>
    public SeriesValues? Values { get; init; }

    /// <summary>Tests of the first series.</summary>
    public SeriesDiagnosis? Diagnosis { get; init; }

    /// <summary>The given or stored grid; empty for the default one, null if it is invalid.</summary>
    public JsonNode? Grid { get; init; }

    /// <summary>The grid completed for the first series, to edit.</summary>
    public JsonNode? CompleteGrid { get; init; }

    /// <summary>The plan of the runs; null if there is a problem.</summary>
    public PlanOutline? Plan { get; init; }

    /// <summary>The first problem for which a run would be rejected; null if it would go ahead.</summary>
    public InputProblem? Problem { get; init; }
}
