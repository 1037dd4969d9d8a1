using Backtest.Cli;
using Backtest.Commands;

return await BacktestCommand.Create(ServeCommand.Create()).Parse(args).InvokeAsync();
