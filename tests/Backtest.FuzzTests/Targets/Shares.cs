namespace Backtest.FuzzTests.Targets;

/// <summary>Each target's share of the cases; all except the tables add up to 1.</summary>
internal static class Shares
{
    // As many tables as cases of all others together.
    public const double Tables = 1;

    public const double SeriesReader = 0.17;
    public const double SeriesRows = 0.13;
    public const double Workbooks = 0.02;
    public const double ParquetFiles = 0.02;
    public const double Grids = 0.2;
    public const double Names = 0.15;
    public const double Queries = 0.1;
    public const double Documents = 0.1;
    public const double StoredRuns = 0.05;
    public const double Reports = 0.01;
    public const double Networks = 0.043;
    public const double ClassicalRuns = 0.006;
    public const double DefaultRuns = 0.001;
}
