using Backtest.Commands.Output;
using Backtest.Core.Problems;
using Backtest.Storage;
using Spectre.Console;

namespace Backtest.Commands;

/// <summary>Turns the result of a command into messages and an exit code.</summary>
public static class Outcome
{
    /// <summary>Carries out a command.</summary>
    /// <param name="command">The command; it writes its output itself.</param>
    /// <param name="stopped">The message if Ctrl-C or a storage failure stopped it.</param>
    public static Task<int> OfAsync(Func<Task> command, string stopped) => OfAsync(
        async () =>
        {
            await command();
            return ExitCode.Success;
        },
        stopped);

    /// <summary>Carries out a command that returns an exit code.</summary>
    /// <param name="command">The command; it writes its output itself.</param>
    /// <param name="stopped">The message if Ctrl-C or a storage failure stopped it.</param>
    internal static async Task<int> OfAsync(Func<Task<int>> command, string stopped)
    {
        try
        {
            return await command();
        }
        catch (InputException problem)
        {
            ProblemText.Write(problem.Problem);
            return ExitCode.BadInput;
        }
        catch (OperationCanceledException)
        {
            Terminal.Error.MarkupLineInterpolated($"[yellow]Stopped.[/] {stopped}");
            return ExitCode.Cancelled;
        }
        catch (Exception problem) when (StorageFault.Is(problem))
        {
            Terminal.Error.MarkupLineInterpolated($"[red]The storage failed: {problem.Message}[/]");
            Terminal.Error.MarkupLineInterpolated($"{stopped}");
            return ExitCode.StorageFailed;
        }
        catch (Exception fault)
        {
            Terminal.Error.MarkupLineInterpolated($"[red]The command met an unexpected error: {fault.Message}[/]");
            Terminal.Error.MarkupLineInterpolated($"If this happens again, please report it with the details below.");
            Terminal.Error.MarkupLineInterpolated($"[grey]{fault.ToString()}[/]");
            return ExitCode.UnexpectedError;
        }
    }
}
