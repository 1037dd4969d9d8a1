namespace Backtest.Core.Models;

/// <summary>Names of covariates in labels, which a calendar can give dozens of.</summary>
internal static class CovariateNames
{
    private const int MostNamed = 4;
    private const int NamedOfMore = 3;

    /// <summary>All names, or the first few and how many more there are.</summary>
    public static string InLabel(IReadOnlyList<string> names) => names.Count <= MostNamed
        ? string.Join(", ", names)
        : $"{string.Join(", ", names.Take(NamedOfMore))} and {names.Count - NamedOfMore} more";
}
