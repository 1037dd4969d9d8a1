using Backtest.Cli;
using Backtest.Commands;

return await BacktestCommand.RunAsync(ServeCommand.Create(), args);
