using System.Reflection;
using Backtest.Engineering;

namespace Backtest.Cli.Tests;

public sealed class ToolPackageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("backtest-test-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_command_line_installs_as_a_NET_tool_and_runs()
    {
        var configuration = typeof(Cli).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        var packed = await Tool.RunAsync(
            "dotnet",
            ["pack", Repository.PathOf("src", "Backtest.Cli"), "--no-build", "-c", configuration, "-o", _folder, "--nologo"],
            Stop,
            _folder);
        Assert.True(packed.ExitCode == 0, packed.Output);
        var package = Path.GetFileNameWithoutExtension(Directory.GetFiles(_folder, "Backtest.Cli.*.nupkg").Single());

        var installed = await Tool.RunAsync(
            "dotnet",
            [
                "tool",
                "install",
                "Backtest.Cli",
                "--version",
                package["Backtest.Cli.".Length..],
                "--add-source",
                _folder,
                "--tool-path",
                Path.Combine(_folder, "tools")],
            Stop,
            _folder);
        Assert.True(installed.ExitCode == 0, installed.Output);
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "grid.json"), """{ "horizon": 2, "lstm": { "lookBack": 3, "units": 4, "epochs": 5 } }""", Stop);
        var (code, output) = await Tool.RunAsync(
            Path.Combine(_folder, "tools", "backtest"),
            ["run", Repository.PathOf("samples", "sales.csv"), "--grid", "grid.json"],
            Stop,
            _folder);

        // The network runs in ONNX Runtime, whose native library is in the package.
        Assert.True(code == 0, output);
        Assert.Contains("LSTM(4), look-back 3", output);
        Assert.Contains("Forecast by", output);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
