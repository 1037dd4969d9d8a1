namespace Backtest.Core.Series;

/// <summary>How large an upload may be. Reading stops with a problem as soon as a limit is passed.</summary>
public sealed record CsvLimits
{
    /// <summary>Most bytes of a file; 64 MiB by default.</summary>
    public long MaxBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>Most rows of a file; 2,000,000 by default.</summary>
    public int MaxRows { get; init; } = 2_000_000;

    /// <summary>Most columns of a file; 1,000 by default.</summary>
    public int MaxColumns { get; init; } = 1_000;

    /// <summary>Most cells of a file, rows times columns; 10,000,000 by default. It bounds the memory that short cells take.</summary>
    public int MaxCells { get; init; } = 10_000_000;

    /// <summary>Most series in one long-format file; 10,000 by default.</summary>
    public int MaxSeries { get; init; } = 10_000;
}
