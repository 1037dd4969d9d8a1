using System.Reflection;
using Backtest.Engineering;

namespace Backtest.Cli.Tests;

/// <summary>The command line as a user starts it.</summary>
internal static class Cli
{
    public static readonly string Program = Host.Program(
        typeof(Cli).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration);

    public static Task<(int ExitCode, string Output)> RunAsync(string folder, params string[] arguments) => RunAsync(folder, [], arguments);

    public static Task<(int ExitCode, string Output)> RunAsync(
        string folder, Dictionary<string, string> environment, params string[] arguments) =>
        Tool.RunAsync("dotnet", [Program, .. arguments], TestContext.Current.CancellationToken, folder, environment: environment);
}
