using System.Diagnostics;
using System.Text.Json.Nodes;
using Backtest.Engineering;

namespace Backtest.Cli.Tests;

/// <summary>The same run with the machine's widest vectors, narrower ones and none.</summary>
public sealed class MachineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("backtest-test-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_width_of_vectors_gives_the_same_bits()
    {
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "grid.json"),
            """
            {
              "horizon": 3, "windows": 2, "arima": { "p": 1, "d": 1, "q": 1 },
              "lstm": [
                { "lookBack": 4, "units": 13, "layers": 2, "epochs": 3, "dropout": 0.2, "dense": [{ "units": 9 }] },
                { "lookBack": 4, "units": 5, "epochs": 3, "bins": 4 }
              ]
            }
            """,
            Stop);

        var widest = await RunAsync();

        Assert.Contains("\"yhat\"", widest);
        Assert.Equal(widest, await RunAsync("DOTNET_EnableAVX512F", "DOTNET_EnableAVX512"));
        Assert.Equal(widest, await RunAsync("DOTNET_EnableAVX2"));
        Assert.Equal(widest, await RunAsync("DOTNET_EnableHWIntrinsic"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // The results of every trial as stored, without their times, under settings that switch a part of the processor off.
    private async Task<string> RunAsync(params string[] switchedOff)
    {
        var output = Path.Combine(_folder, string.Join('-', ["out", .. switchedOff]));
        var start = new ProcessStartInfo(
            "dotnet",
            [Cli.Program, "run", Repository.PathOf("samples", "sales.csv"), "--grid", Path.Combine(_folder, "grid.json"), "--out", output])
        {
            RedirectStandardOutput = true,
        };
        foreach (var name in switchedOff)
        {
            start.Environment[name] = "0";
        }

        using var process = Process.Start(start)!;
        await process.StandardOutput.ReadToEndAsync(Stop);
        await process.WaitForExitAsync(Stop);
        Assert.Equal(0, process.ExitCode);
        var results = new List<string>();
        foreach (var file in Directory.GetFiles(output, "*.json", SearchOption.AllDirectories)
            .Where(file => Path.GetDirectoryName(file)!.EndsWith("trials", StringComparison.Ordinal))
            .Order())
        {
            var trial = JsonNode.Parse(await File.ReadAllTextAsync(file, Stop))!.AsObject();
            trial.Remove("timing");
            trial.Remove("sha256");
            results.Add(trial.ToJsonString());
        }

        return string.Join('\n', results);
    }
}
