using System.IO.Compression;
using System.Text.Json;

namespace Backtest.Cli.Tests;

/// <summary>Commands on a stored run: writing its predictions, and deleting it.</summary>
public sealed class StoredRunCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("backtest-test-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Results => Path.Combine(_folder, "backtest-results");

    [Fact]
    public async Task The_predictions_of_a_run_are_written_as_any_table_until_it_is_deleted()
    {
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "demo.csv"),
            "ds,y\n" + string.Concat(Enumerable.Range(0, 40).Select(t => $"{1980 + t}-01-01,{100 + t + (t % 3)}.5\n")),
            Stop);
        await File.WriteAllTextAsync(Path.Combine(_folder, "demo.grid.json"), """{ "horizon": 3, "windows": 2, "theta": {} }""", Stop);
        var report = await Cli.RunAsync(_folder, "run", "demo.csv", "--grid", "demo.grid.json", "--json");
        Assert.True(report.ExitCode == 0, report.Output);
        var board = JsonDocument.Parse(report.Output).RootElement[0].GetProperty("leaderboard");
        var (run, trials) = (board.GetProperty("run").GetString()!, board.GetProperty("rows").GetArrayLength());

        var csv = (await RunAsync(0, "predictions", "demo")).TrimEnd().Split('\n');
        var comma = (await RunAsync(0, "predictions", "demo", "--run", run, "--comma")).TrimEnd().Split('\n');
        await RunAsync(0, "predictions", "demo", "--to", "windows.xlsx");
        await RunAsync(0, "predictions", "demo", "--to", "windows.ndjson");

        // A row per trial, window and step.
        Assert.Equal(1 + (trials * 2 * 3), csv.Length);
        Assert.Equal(("unique_id,ds,cutoff,model,trial,y,yhat,lo-80,hi-80,lo-95,hi-95", "unique_id;ds;cutoff;model;trial;y;yhat;lo-80;hi-80;lo-95;hi-95"), (csv[0], comma[0]));
        Assert.StartsWith("demo,2011-01-01,2010-01-01,", csv[1]);
        Assert.Contains(";132,5;", comma[1]);
        using (var workbook = await ZipFile.OpenReadAsync(Path.Combine(_folder, "windows.xlsx"), Stop))
        {
            Assert.NotNull(workbook.GetEntry("xl/workbook.xml"));
        }

        Assert.Equal(csv.Length - 1, (await File.ReadAllLinesAsync(Path.Combine(_folder, "windows.ndjson"), Stop)).Length);
        Assert.Contains("'windows.txt' has no known table format.", await RunAsync(2, "predictions", "demo", "--to", "windows.txt"));
        Assert.Contains("'other' has no finished run.", await RunAsync(2, "predictions", "other"));

        Assert.Contains("The command does not say what to delete.", await RunAsync(2, "delete", "demo", "--yes"));
        Assert.Contains("There is no terminal to ask for confirmation.", await RunAsync(2, "delete", "demo", "--run", run));
        Assert.Contains("is published", await RunAsync(2, "delete", "demo", "--run", run, "--yes"));
        Assert.Contains("Deleted", await RunAsync(0, "delete", "demo", "--run", run, "--published", "--yes"));
        Assert.Empty(Directory.EnumerateFiles(Results, "plan.json", SearchOption.AllDirectories));
        Assert.Contains("has no run", await RunAsync(2, "delete", "demo", "--run", run, "--yes"));
        await RunAsync(0, "delete", "demo", "--all", "--yes");
        Assert.Equal([".lock"], Directory.EnumerateFiles(Results, "*", SearchOption.AllDirectories).Select(Path.GetFileName));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<string> RunAsync(int exitCode, params string[] arguments)
    {
        var (code, output) = await Cli.RunAsync(_folder, arguments);
        Assert.True(code == exitCode, output);
        return output;
    }
}
