using Backtest.Core.Problems;
using Backtest.Core.Series;

namespace Backtest.Storage;

/// <summary>Names one run of one series.</summary>
/// <param name="Name">The series' name.</param>
/// <param name="Run">The run's id: a hash of values, protocol, trials and numerics version.</param>
public readonly record struct RunKey(string Name, string Run)
{
    /// <summary>A run that a client names.</summary>
    /// <exception cref="InputException">The name or the id breaks its rule.</exception>
    public static RunKey Parse(string name, string run) => new(SeriesName.Validate(name), RunId.Validate(run));

    /// <summary>The two with a slash between them.</summary>
    public override string ToString() => $"{Name}/{Run}";
}
