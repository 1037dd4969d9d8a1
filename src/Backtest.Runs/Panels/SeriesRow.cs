using Backtest.Core.Models;
using Backtest.Core.Problems;
using Backtest.Storage.Results;

namespace Backtest.Runs.Panels;

/// <summary>How one series of a panel ended.</summary>
public sealed record SeriesRow
{
    /// <summary>Its place in the panel, counted from 0.</summary>
    public required int Index { get; init; }

    /// <summary>Its id in the file, any text.</summary>
    public required string Id { get; init; }

    /// <summary>The name that earlier versions gave it, by which it can still be asked for.</summary>
    public required string Name { get; init; }

    /// <summary>Done, failed or refused.</summary>
    public required RunState State { get; init; }

    /// <summary>Why it was refused or failed.</summary>
    public InputProblem? Problem { get; init; }

    /// <summary>Number of its values, missing ones included; null where it could not be read.</summary>
    public int? Length { get; init; }

    /// <summary>Time of its last value; null where there are no times.</summary>
    public DateTimeOffset? End { get; init; }

    /// <summary>Id of the published trial.</summary>
    public TrialId? Trial { get; init; }

    /// <summary>The published trial's name for people.</summary>
    public string? Label { get; init; }

    /// <summary>The model family of the published trial.</summary>
    public string? Family { get; init; }

    /// <summary>The published trial's MASE on the windows, which chose it.</summary>
    public double? Mase { get; init; }

    /// <summary>The published trial's MASE on the hold-out, which chose nothing.</summary>
    public double? HoldOutMase { get; init; }

    /// <summary>The naive forecast's MASE on the hold-out: the seasonal one where there is a season.</summary>
    public double? NaiveHoldOutMase { get; init; }

    /// <summary>Mean of forecast minus actual on the hold-out, in units of the series.</summary>
    public double? Bias { get; init; }

    /// <summary>Share of the held-out values inside the 80 % intervals.</summary>
    public double? Coverage80 { get; init; }

    /// <summary>Share of the held-out values inside the 95 % intervals.</summary>
    public double? Coverage95 { get; init; }

    /// <summary>Of a series whose trials are ranked.</summary>
    /// <param name="plan">Its plan.</param>
    /// <param name="leaderboard">Its ranked trials.</param>
    internal static SeriesRow Of(RunPlan plan, Leaderboard leaderboard)
    {
        var published = leaderboard.Rows.First(row => row.Trial == leaderboard.Published);
        return Of(plan, RunState.Done, null) with
        {
            Trial = published.Trial,
            Label = published.Label,
            Family = published.Family,
            Mase = published.Metrics?.Mase,
            HoldOutMase = published.HoldOut?.Mase,
            NaiveHoldOutMase = leaderboard.ToScore().NaiveHoldOut?.Mase,
            Bias = published.HoldOut?.Bias,
            Coverage80 = published.HoldOut?.Coverage80,
            Coverage95 = published.HoldOut?.Coverage95,
        };
    }

    /// <summary>Of a series without a result.</summary>
    /// <param name="plan">Its plan.</param>
    /// <param name="state">Refused or failed.</param>
    /// <param name="problem">Why.</param>
    internal static SeriesRow Of(RunPlan plan, RunState state, InputProblem? problem) => new()
    {
        Index = plan.Index!.Value,
        Id = plan.Id!,
        Name = plan.Name,
        State = state,
        Problem = problem,
        Length = plan.Series?.Length,
        End = plan.Series?.End,
    };
}
