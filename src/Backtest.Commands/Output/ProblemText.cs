using Backtest.Core.Planning.Catalogue;
using Backtest.Core.Problems;
using Spectre.Console;

namespace Backtest.Commands.Output;

/// <summary>Writes a problem to the error stream.</summary>
internal static class ProblemText
{
    public static void Write(InputProblem problem)
    {
        var console = Terminal.Error;
        var where = problem.Where is null ? "" : problem.Where + ": ";
        console.MarkupLineInterpolated($"[red]{where}{problem.What}[/]");
        console.MarkupLineInterpolated($"{problem.Right}{Options(problem.Right)}");
    }

    // Problems of reading name keys of the grid, each of which is also an option.
    private static string Options(string right)
    {
        if (!right.Contains("the grid", StringComparison.Ordinal))
        {
            return "";
        }

        var options = GridCatalogue.Columns
            .Where(field => right.Contains($"\"{field.Name}\"", StringComparison.Ordinal))
            .Select(field => CatalogueOption.NameOf(field.Name))
            .ToList();
        return options.Count == 0 ? "" : $" On the command line, use {string.Join(" or ", options)}.";
    }
}
