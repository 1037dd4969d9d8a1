using Backtest.Cli.Hosting;
using Backtest.Runs;
using Backtest.Runs.Settings;
using Backtest.Storage;

namespace Backtest.Cli.Commands;

/// <summary>What a command that works without a host is made of: the same settings and services as a host.</summary>
internal static class CommandServices
{
    /// <summary>The settings of the environment.</summary>
    /// <exception cref="Core.Problems.InputException">A setting is not known, or its value cannot be used.</exception>
    public static BacktestOptions Options() =>
        HostSettings.Bind<BacktestOptions>(
            new ConfigurationBuilder().AddEnvironmentVariables().Build(), BacktestOptions.Section, ServeOptions.Name);

    /// <summary>The services, which log nothing: the command says what there is to say.</summary>
    /// <param name="store">Where blobs are.</param>
    /// <param name="options">The settings.</param>
    public static ServiceProvider Create(IBlobStore store, BacktestOptions options) =>
        new ServiceCollection().AddLogging().AddRuns(store, options).BuildServiceProvider();
}
