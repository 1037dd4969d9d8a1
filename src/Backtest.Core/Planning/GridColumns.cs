using Backtest.Core.Problems;
using Backtest.Core.Series;

namespace Backtest.Core.Planning;

/// <summary>The grid's key <c>columns</c>, which describes how to read the file, merged from several places.</summary>
public static class GridColumns
{
    /// <summary>Name of the key.</summary>
    public const string Key = "columns";

    /// <summary>The word for numbers without a thousands separator.</summary>
    public const string NoGroup = "none";

    /// <summary>Merges two choices; the second takes precedence.</summary>
    public static ColumnChoice Merge(ColumnChoice first, ColumnChoice second) => new()
    {
        Time = second.Time.Count > 0 ? second.Time : first.Time,
        Id = second.Id.Count > 0 ? second.Id : first.Id,
        Target = second.Target ?? first.Target,
        PastCovariates = second.PastCovariates.Count > 0 ? second.PastCovariates : first.PastCovariates,
        FutureCovariates = second.FutureCovariates.Count > 0 ? second.FutureCovariates : first.FutureCovariates,
        Format = second.Format ?? first.Format,
        DecimalMark = second.DecimalMark ?? first.DecimalMark,
        GroupMark = second.GroupMark ?? first.GroupMark,
        Missing = second.Missing.Count > 0 ? second.Missing : first.Missing,
        Encoding = second.Encoding ?? first.Encoding,
        FirstLine = second.FirstLine ?? first.FirstLine,
        TimeZone = second.TimeZone ?? first.TimeZone,
        Step = second.Step ?? first.Step,
        Repeats = second.Repeats ?? first.Repeats,
        Fill = second.Fill ?? first.Fill,
        Sheet = second.Sheet ?? first.Sheet,
    };

    /// <summary>Adds the grid's own target and covariates to those of <c>columns</c>.</summary>
    /// <exception cref="InputException">They contradict each other.</exception>
    internal static ColumnChoice Unite(ColumnChoice columns, ColumnChoice own)
    {
        Check("target", columns.Target is null || own.Target is null || columns.Target == own.Target);
        Check("pastCovariates", AreOne(columns.PastCovariates, own.PastCovariates));
        Check("futureCovariates", AreOne(columns.FutureCovariates, own.FutureCovariates));
        return Merge(own, columns);

        static bool AreOne(IReadOnlyList<string> a, IReadOnlyList<string> b) => a.Count == 0 || b.Count == 0 || a.SequenceEqual(b);

        static void Check(string name, bool isOne)
        {
            if (!isOne)
            {
                throw new InputException(
                    $"The grid gives two different values of '{name}'.", $"{Key}.{name}", $"Give it in '{Key}' or beside it, not in both.");
            }
        }
    }
}
