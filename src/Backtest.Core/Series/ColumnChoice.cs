namespace Backtest.Core.Series;

/// <summary>
/// What the user says about a file: its columns and their roles, how dates and numbers are written, and what its rows mean. Whatever
/// is null or empty is found from the whole file; see <c>docs/files.md</c>.
/// </summary>
/// <remarks>A column is given by its name in the header, or by its number from 1 if it has no name.</remarks>
public sealed record ColumnChoice
{
    /// <summary>Columns that make up the time together, such as a date and an hour; empty where they are to be found.</summary>
    public IReadOnlyList<string> Time { get; init; } = [];

    /// <summary>Columns whose texts tell the series apart; empty where they are to be found.</summary>
    public IReadOnlyList<string> Id { get; init; } = [];

    /// <summary>Name of the value column to forecast; null if only one column of values is not a covariate.</summary>
    public string? Target { get; init; }

    /// <summary>Names of covariates that are known up to the time of the forecast, such as measurements.</summary>
    public IReadOnlyList<string> PastCovariates { get; init; } = [];

    /// <summary>Names of covariates that are known ahead; rows after the last value of the target hold their future values.</summary>
    public IReadOnlyList<string> FutureCovariates { get; init; } = [];

    /// <summary>
    /// How times are written: <c>dayFirst</c>, <c>seconds</c> or another word, or a pattern such as <c>dd.MM.yyyy HH:mm</c>.
    /// </summary>
    public string? Format { get; init; }

    /// <summary>The decimal mark, a point or a comma.</summary>
    public string? DecimalMark { get; init; }

    /// <summary>
    /// The mark between groups of three digits: a point, a comma, an apostrophe or a space; <c>none</c> where there is none.
    /// </summary>
    public string? GroupMark { get; init; }

    /// <summary>Texts that stand for a missing value, besides those that always do.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>Encoding of the file, by its IANA name.</summary>
    public string? Encoding { get; init; }

    /// <summary>Line of the file on which the table begins, with its header where it has one.</summary>
    public int? FirstLine { get; init; }

    /// <summary>Time zone of the times, by its IANA name.</summary>
    public string? TimeZone { get; init; }

    /// <summary>The step between values, such as <c>month</c> or <c>15 minutes</c>.</summary>
    public string? Step { get; init; }

    /// <summary>How several values for one time are combined; null to refuse them.</summary>
    public RepeatRule? Repeats { get; init; }

    /// <summary>What a time that is not in the file counts as; null for a missing value.</summary>
    public FillRule? Fill { get; init; }

    /// <summary>Name of the workbook's sheet to read; null for the first.</summary>
    public string? Sheet { get; init; }
}
