using System.CommandLine;
using Backtest.Core.Problems;
using Backtest.Runs.Exports;

namespace Backtest.Commands;

/// <summary>Options of several commands.</summary>
internal static class CommonOptions
{
    /// <summary>The folder of results, if no other is given.</summary>
    public const string DefaultResults = "backtest-results";

    /// <summary>The file of series.</summary>
    /// <param name="more">A further sentence for its description.</param>
    public static Argument<FileInfo> Data(string? more = null) =>
        new("data.csv") { Description = $"The series, as CSV, .xlsx or .parquet, also compressed by gzip.{(more is null ? "" : $" {more}")}" };

    public static Option<bool> Json() => new("--json") { Description = "Write JSON for other programs instead of text for people." };

    public static Option<string?> Storage() =>
        new("--storage") { Description = "A storage connection string, or folder:{path}, instead of a folder of results." };

    public static Option<DirectoryInfo> Results() => new("--out")
    {
        Description = "Folder of models, metrics and forecasts.",
        DefaultValueFactory = _ => new DirectoryInfo(DefaultResults),
    };

    /// <summary>The decimal mark of tables.</summary>
    public static Option<bool> Comma() => new("--comma") { Description = "Write CSV with semicolons and decimal commas." };

    /// <summary>Checks that tables with a decimal comma are CSV; other formats have no marks.</summary>
    /// <exception cref="InputException">They are not.</exception>
    public static void CheckComma(DecimalMark mark, TableFormat format)
    {
        if (mark == DecimalMark.Comma && format != TableFormat.Csv)
        {
            throw new InputException(
                $"Numbers in .{format.Ending} have no decimal comma.", "--comma", "Leave it out, or write CSV.");
        }
    }
}
