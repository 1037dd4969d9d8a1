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
        console.MarkupLineInterpolated($"{problem.Right}");
    }
}
