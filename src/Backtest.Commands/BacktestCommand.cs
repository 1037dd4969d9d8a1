using System.CommandLine;
using Backtest.Commands.Help;

namespace Backtest.Commands;

/// <summary><c>backtest</c>: the command line with all of its commands.</summary>
public static class BacktestCommand
{
    /// <summary>Creates the command line.</summary>
    /// <param name="serve"><c>backtest serve</c>, the only command that needs ASP.NET.</param>
    public static RootCommand Create(Command serve)
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
