namespace Backtest.Storage;

/// <summary>Names one run of one series.</summary>
/// <param name="Name">The series' name.</param>
/// <param name="Run">The run's id: a hash of values, protocol, trials and engine version.</param>
public readonly record struct RunKey(string Name, string Run)
{
    /// <summary>The two with a slash between them.</summary>
    public override string ToString() => $"{Name}/{Run}";
}
