using Backtest.Core.Problems;
using Backtest.Core.Series;

namespace Backtest.Storage;

/// <summary>Names a run, or one series of a run over a panel.</summary>
/// <param name="Name">Name of the upload; of an upload that earlier versions split, name of the series.</param>
/// <param name="Run">The run's id: a hash of values, protocol, trials and numerics version.</param>
/// <param name="Index">Place of the series in its panel, counted from 0; null for the run itself.</param>
public readonly record struct RunKey(SeriesName Name, RunId Run, int? Index = null)
{
    /// <summary>The run that the series belongs to; the run itself where this names no series.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public RunKey Whole => this with { Index = null };

    /// <summary>A run that a client names.</summary>
    /// <exception cref="InputException">The name or the id breaks its rule.</exception>
    public static RunKey Parse(string name, string run) => new(SeriesName.Parse(name), RunId.Parse(run));

    /// <summary>The run that two folders stand for, one in the other; null if another program made one of them.</summary>
    /// <param name="name">Name of the outer folder.</param>
    /// <param name="run">Name of the inner one.</param>
    public static RunKey? OfFolders(string name, string run) =>
        SeriesName.TryParse(name, out var series) && RunId.TryParse(run, out var id) ? new RunKey(series, id) : null;

    /// <summary>The two with a slash between them, and the place of the series after a number sign.</summary>
    public override string ToString() => Index is { } index ? $"{Name}/{Run}#{index}" : $"{Name}/{Run}";
}
