namespace Backtest.Core.Series;

/// <summary>Which columns of a file are read.</summary>
public sealed record ColumnChoice
{
    /// <summary>Name of the value column to forecast; null where there is one that is no covariate.</summary>
    public string? Target { get; init; }

    /// <summary>Names of covariates that are known up to the time of the forecast, such as measurements.</summary>
    public IReadOnlyList<string> PastCovariates { get; init; } = [];

    /// <summary>Names of covariates that are known ahead; rows after the last value of the target hold their future values.</summary>
    public IReadOnlyList<string> FutureCovariates { get; init; } = [];
}
