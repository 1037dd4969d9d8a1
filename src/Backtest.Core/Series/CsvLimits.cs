namespace Backtest.Core.Series;

/// <summary>Limits of an upload. Reading stops with an error as soon as one is exceeded.</summary>
public sealed record CsvLimits
{
    /// <summary>Limit of bytes in a file; 64 MiB by default.</summary>
    public long MaxBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>Limit of rows in a file; 2,000,000 by default.</summary>
    public int MaxRows { get; init; } = 2_000_000;

    /// <summary>Limit of columns in a file; 1,000 by default.</summary>
    public int MaxColumns { get; init; } = 1_000;

    /// <summary>Limit of cells in a file, rows times columns; 10,000,000 by default. It bounds the memory of short cells.</summary>
    public int MaxCells { get; init; } = 10_000_000;

    /// <summary>Limit of series in a long-format file; 10,000 by default.</summary>
    public int MaxSeries { get; init; } = 10_000;
}
