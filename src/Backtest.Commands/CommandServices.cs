using Backtest.Runs;
using Backtest.Runs.Settings;
using Backtest.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Backtest.Commands;

/// <summary>The settings and services of a command without a host: the same as those of a host.</summary>
internal static class CommandServices
{
    /// <summary>The settings of the environment.</summary>
    /// <exception cref="Core.Problems.InputException">A setting is unknown, or its value is not valid.</exception>
    public static BacktestOptions Options() =>
        HostSettings.Bind<BacktestOptions>(
            new ConfigurationBuilder().AddEnvironmentVariables().Build(), BacktestOptions.Section, ServeOptions.Name);

    /// <summary>The services. They log nothing, because the command itself writes the output.</summary>
    /// <param name="store">The storage.</param>
    /// <param name="options">The settings.</param>
    public static ServiceProvider Create(IBlobStore store, BacktestOptions options) =>
        new ServiceCollection()
            .AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance)
            .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
            .AddRuns(store, options)
            .BuildServiceProvider();
}
