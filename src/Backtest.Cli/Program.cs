using System.CommandLine;
using Backtest.Cli.Commands;

var root = new RootCommand("Backtests forecasting models on a series and forecasts with the best one.")
{
    RunCommand.Create(),
    ForecastCommand.Create(),
    GridCommand.Create(),
    InspectCommand.Create(),
    ModelsCommand.Create(),
    PruneCommand.Create(),
    ServeCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
