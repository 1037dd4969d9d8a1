using Backtest.Storage.Results;

namespace Backtest.Runs;

/// <summary>A planned run that is not stored yet.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="First">The plan of the first series that is not rejected: for a panel of one, the plan itself.</param>
/// <param name="Families">The model families with their trials over all series.</param>
/// <param name="Blobs">Blobs to store before the plan: the values and, for a panel, the plans of its series.</param>
public sealed record PreparedRun(
    RunPlan Plan, RunPlan First, IReadOnlyList<PlannedFamily> Families, IReadOnlyList<PreparedBlob> Blobs)
{
    /// <summary>Expected seconds of one core, besides the trials, to complete the series of a panel.</summary>
    public double CompletionSeconds { get; init; }
}

/// <summary>A blob to store.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Content">Its bytes.</param>
public sealed record PreparedBlob(string Path, ReadOnlyMemory<byte> Content);
