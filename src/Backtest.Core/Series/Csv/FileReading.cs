using Backtest.Core.Series.Csv.Roles;
using Backtest.Core.Series.Csv.Tables;

namespace Backtest.Core.Series.Csv;

/// <summary>How a file was read: findings, guesses and parts left out.</summary>
public sealed record FileReading
{
    /// <summary>The layout of its series.</summary>
    public required CsvShape Shape { get; init; }

    /// <summary>Its encoding, such as UTF-8.</summary>
    public required string Encoding { get; init; }

    /// <summary>The separator of its cells: a mark, <c>tab</c>, <c>space</c>, or <c>none</c> if each line is one cell.</summary>
    public required string Separator { get; init; }

    /// <summary>Line of the header; null if there is none.</summary>
    public int? HeaderLine { get; init; }

    /// <summary>Line where the first row below the header starts.</summary>
    public required int FirstLine { get; init; }

    /// <summary>Line where the last row starts.</summary>
    public required int LastLine { get; init; }

    /// <summary>Number of rows below the header.</summary>
    public required int Rows { get; init; }

    /// <summary>Lines that are not part of the table, with the reason.</summary>
    public IReadOnlyList<LeftOutLines> LeftOut { get; init; } = [];

    /// <summary>The columns of the table, except empty ones without a name.</summary>
    public required IReadOnlyList<ReadColumn> Columns { get; init; }

    /// <summary>Cells of the first rows, as written in the file.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> FirstRows { get; init; }

    /// <summary>Guesses and changes, as sentences.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
