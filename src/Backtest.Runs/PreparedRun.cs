using Backtest.Storage.Results;

namespace Backtest.Runs;

/// <summary>A run that was planned and is not stored yet.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="First">The plan of the first series that is not refused: of a panel of one, the plan itself.</param>
/// <param name="Families">The model families with their trials over all series.</param>
/// <param name="Blobs">What is stored before the plan: the values that it works on, and of a panel the plans of its series.</param>
public sealed record PreparedRun(
    RunPlan Plan, RunPlan First, IReadOnlyList<PlannedFamily> Families, IReadOnlyList<PreparedBlob> Blobs);

/// <summary>A blob that is not stored yet.</summary>
/// <param name="Path">Where it will lie.</param>
/// <param name="Content">Its bytes.</param>
public sealed record PreparedBlob(string Path, ReadOnlyMemory<byte> Content);
