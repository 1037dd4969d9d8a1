using System.CommandLine;
using System.CommandLine.Invocation;
using Backtest.Commands.Help;

namespace Backtest.Commands;

/// <summary><c>backtest</c>: the command line with all of its commands.</summary>
public static class BacktestCommand
{
    private const string Name = "backtest";

    /// <summary>Carries out a command line.</summary>
    /// <param name="serve"><c>backtest serve</c>, the only command that needs ASP.NET.</param>
    /// <param name="arguments">The words of the command line.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(Command serve, IReadOnlyList<string> arguments)
    {
        var parsed = Create(serve).Parse(arguments);
        if (parsed.Action is not ParseErrorAction error || arguments.Count == 0)
        {
            return await parsed.InvokeAsync();
        }

        // The help of a command is longer than a screen, and would hide what is wrong.
        error.ShowHelp = false;
        var code = await parsed.InvokeAsync();
        await parsed.InvocationConfiguration.Error.WriteLineAsync(
            parsed.CommandResult.Command is RootCommand
                ? $"{Name} --help lists the commands."
                : $"{Name} {parsed.CommandResult.Command.Name} --help describes its arguments and options.");
        return code;
    }

    private static RootCommand Create(Command serve)
    {
        var root = new RootCommand("Backtests forecasting models on series, and forecasts with the best one.")
        {
            RunCommand.Create(),
            ForecastCommand.Create(),
            GridCommand.Create(),
            InspectCommand.Create(),
            ModelsCommand.Create(),
            PredictionsCommand.Create(),
            PruneCommand.Create(),
            DeleteCommand.Create(),
            RepairCommand.Create(),
            serve,
            CompletionCommand.Create(),
        };
        HelpWithExamples.AddTo(root);
        return root;
    }
}
