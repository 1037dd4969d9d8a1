using System.CommandLine;
using Backtest.Cli.Commands;
using Backtest.Cli.Help;

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
    ServeCommand.Create(),
    CompletionCommand.Create(),
};
HelpWithExamples.AddTo(root);
return await root.Parse(args).InvokeAsync();
