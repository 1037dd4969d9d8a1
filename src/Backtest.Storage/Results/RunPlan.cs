using System.Text.Json.Serialization;
using Backtest.Core.Diagnostics;
using Backtest.Core.Evaluation;
using Backtest.Core.Models;
using Backtest.Core.Planning;
using Backtest.Core.Problems;
using Backtest.Core.Series;

namespace Backtest.Storage.Results;

/// <summary>plan.json: the plan of a run, or why it was refused.</summary>
public sealed record RunPlan
{
    /// <summary>Version of the document's shape.</summary>
    public int SchemaVersion { get; init; } = Documents.SchemaVersion;

    /// <summary>Name of the series; of a panel, that of its upload.</summary>
    public required SeriesName Name { get; init; }

    /// <summary>Id of the run.</summary>
    public required RunId Run { get; init; }

    /// <summary>Name of the upload with the series.</summary>
    public required SeriesName Upload { get; init; }

    /// <summary>Place of the series in its panel, counted from 0; null for a panel of one.</summary>
    public int? Index { get; init; }

    /// <summary>The series' id in its panel, any text; null for a panel of one.</summary>
    public string? Id { get; init; }

    /// <summary>The panel that the run works on; null for a panel of one, and in the plan of one of its series.</summary>
    public PanelPlan? Panel { get; init; }

    /// <summary>Numerics version of the plan.</summary>
    [JsonPropertyName("engineVersion")]
    public string NumericsVersion { get; init; } = Results.NumericsVersion.Current;

    /// <summary>Hash of the file and the grid behind the plan; null if it was refused, or if an earlier version made it.</summary>
    public string? Source { get; init; }

    /// <summary>When the run was first requested.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>Why the run was refused; null if it was not.</summary>
    public InputProblem? Problem { get; init; }

    /// <summary>Facts of the series; null if it could not be read.</summary>
    public SeriesFacts? Series { get; init; }

    /// <summary>Statistical tests of the series; null if it could not be read.</summary>
    public SeriesDiagnosis? Diagnosis { get; init; }

    /// <summary>How trials are scored.</summary>
    public BacktestProtocol? Protocol { get; init; }

    /// <summary>The reasons for the protocol and the model families: a sentence for each key of the grid.</summary>
    public IReadOnlyDictionary<string, string>? Reasons { get; init; }

    /// <summary>The calendar of the grid, for the step of the series; null for none.</summary>
    public CalendarChoice? Calendar { get; init; }

    /// <summary>The trials.</summary>
    public IReadOnlyList<PlannedTrial> Trials { get; init; } = [];

    /// <summary>Ids of the trials of each batch.</summary>
    public IReadOnlyList<IReadOnlyList<TrialId>> Batches { get; init; } = [];

    /// <summary>Number of batches in each round; a round starts when all batches of the one before are over.</summary>
    public IReadOnlyList<int> Rounds
    {
        // Plans of the first two numerics versions have none.
        get => field.Count > 0 || Batches.Count == 0 ? field : [Batches.Count];
        init;
    } = [];

    /// <summary>The halving search that the trials belong to; null for other searches, whose trials do not depend on each other.</summary>
    public Search? Search { get; init; }

    /// <summary>The run's key.</summary>
    [JsonIgnore]
    public RunKey Key => Index is null ? new(Name, Run) : new(Upload, Run, Index);
}
