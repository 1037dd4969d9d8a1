namespace Backtest.Core.Series;

/// <summary>
/// The user's description of a file: its columns and their roles, the notation of dates and numbers, and the meaning of its rows. The
/// reader finds whatever is null or empty from the whole file; see <c>docs/files.md</c>.
/// </summary>
/// <remarks>A column is given by its name in the header, or by its number, from 1, if it has no name.</remarks>
public sealed record ColumnChoice
{
    /// <summary>Columns that together make up the time, such as a date and an hour; empty to find them.</summary>
    public IReadOnlyList<string> Time { get; init; } = [];

    /// <summary>Columns whose texts identify the series; empty to find them.</summary>
    public IReadOnlyList<string> Id { get; init; } = [];

    /// <summary>Name of the value column to forecast; null if only one value column is not a covariate.</summary>
    public string? Target { get; init; }

    /// <summary>Names of covariates known up to the time of the forecast, such as measurements.</summary>
    public IReadOnlyList<string> PastCovariates { get; init; } = [];

    /// <summary>Names of covariates known ahead; rows after the last value of the target hold their future values.</summary>
    public IReadOnlyList<string> FutureCovariates { get; init; } = [];

    /// <summary>
    /// Notation of times: <c>dayFirst</c>, <c>seconds</c> or another word, or a pattern such as <c>dd.MM.yyyy HH:mm</c>.
    /// </summary>
    public string? Format { get; init; }

    /// <summary>The decimal mark, a point or a comma.</summary>
    public string? DecimalMark { get; init; }

    /// <summary>
    /// The mark between groups of three digits: a point, a comma, an apostrophe or a space; <c>none</c> for no groups.
    /// </summary>
    public string? GroupMark { get; init; }

    /// <summary>Texts that stand for missing values, besides the usual ones.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>Encoding of the file, by its IANA name.</summary>
    public string? Encoding { get; init; }

    /// <summary>Line of the file where the table begins, with its header if it has one.</summary>
    public int? FirstLine { get; init; }

    /// <summary>Time zone of the times, by its IANA name.</summary>
    public string? TimeZone { get; init; }

    /// <summary>The step between values, such as <c>month</c> or <c>15 minutes</c>.</summary>
    public string? Step { get; init; }

    /// <summary>How to combine several values for the same time; null to reject them.</summary>
    public RepeatRule? Repeats { get; init; }

    /// <summary>How to fill times that the file lacks; null for missing values.</summary>
    public FillRule? Fill { get; init; }

    /// <summary>Name of the workbook's sheet to read; null for the first.</summary>
    public string? Sheet { get; init; }
}
