using System.Text.Json;
using Backtest.Commands;
using Backtest.Engineering;

namespace Backtest.Cli.Tests;

public sealed class RepairCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("backtest-test-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_damaged_model_and_a_lost_report_come_back_as_they_were()
    {
        var grid = Path.Combine(_folder, "grid.json");
        await File.WriteAllTextAsync(grid, """{ "horizon": 6, "arima": { "p": 1, "d": 1 } }""", Stop);
        var (exitCode, output) = await Cli.RunAsync(_folder, "run", Repository.PathOf("samples", "sales.csv"), "--grid", grid);
        Assert.True(exitCode == ExitCode.Success, output);
        var model = Directory.EnumerateFiles(_folder, "*.final.json", SearchOption.AllDirectories).Single();
        var report = Directory.EnumerateFiles(_folder, "report.html", SearchOption.AllDirectories).Single();
        var (modelBefore, reportBefore) = (await File.ReadAllBytesAsync(model, Stop), await File.ReadAllBytesAsync(report, Stop));
        var changed = (byte[])modelBefore.Clone();
        changed[changed.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(model, changed, Stop);
        File.Delete(report);

        var refused = await Cli.RunAsync(_folder, "forecast", model, Repository.PathOf("samples", "sales.csv"));
        Assert.Equal(ExitCode.BadInput, refused.ExitCode);
        Assert.Contains("backtest repair", refused.Output);
        var found = await Cli.RunAsync(_folder, "repair", "--dry-run", "--json");
        Assert.Equal(ExitCode.Damaged, found.ExitCode);
        Assert.Equal(
            [("damaged", "found"), ("missing", "found")],
            JsonDocument.Parse(found.Output).RootElement.GetProperty("blobs")
                .EnumerateArray()
                .Select(blob => (blob.GetProperty("damage").GetString()!, blob.GetProperty("outcome").GetString()!)));
        Assert.False(File.Exists(report));

        var repaired = await Cli.RunAsync(_folder, "repair");

        Assert.True(repaired.ExitCode == ExitCode.Success, repaired.Output);
        Assert.Contains("2 blobs are damaged or missing; 2 of them were computed again", repaired.Output);
        Assert.Equal(modelBefore, await File.ReadAllBytesAsync(model, Stop));
        Assert.Equal(reportBefore, await File.ReadAllBytesAsync(report, Stop));
        Assert.Contains("0 blobs are damaged", (await Cli.RunAsync(_folder, "repair", "--storage", "folder:backtest-results")).Output);

        // So does a run of the same series.
        File.Delete(model);
        Assert.Equal(
            ExitCode.Success, (await Cli.RunAsync(_folder, "run", Repository.PathOf("samples", "sales.csv"), "--grid", grid)).ExitCode);
        Assert.Equal(modelBefore, await File.ReadAllBytesAsync(model, Stop));
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_refused()
    {
        var (exitCode, output) = await Cli.RunAsync(_folder, "repair");

        Assert.Equal(ExitCode.BadInput, exitCode);
        Assert.Contains("There is no such folder.", output);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
