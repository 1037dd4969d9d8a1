using System.Text.Json;
using Backtest.Commands;
using Backtest.Engineering;

namespace Backtest.Cli.Tests;

public sealed class PruneCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("backtest-test-").FullName;

    [Fact]
    public async Task What_a_cut_off_write_left_goes_once_it_is_old_enough_and_the_run_stays()
    {
        var (exitCode, output) = await Cli.RunAsync(
            _folder, "run", Repository.PathOf("samples", "sales.csv"), "--grid", await GridAsync());
        Assert.True(exitCode == ExitCode.Success, output);
        var results = Path.Combine(_folder, "backtest-results");
        var cutOff = Path.Combine(results, "backtests", "sales", ".partial-0123");
        await File.WriteAllTextAsync(cutOff, "half", TestContext.Current.CancellationToken);
        var files = Directory.EnumerateFiles(results, "*", SearchOption.AllDirectories).Order().ToList();

        Assert.Contains("0 blobs of 0 bytes removed", (await Cli.RunAsync(_folder, "prune")).Output);
        var wouldGo = await Cli.RunAsync(_folder, "prune", "--min-age", "0s", "--dry-run", "--json");
        Assert.Equal(files, Directory.EnumerateFiles(results, "*", SearchOption.AllDirectories).Order());
        var gone = await Cli.RunAsync(_folder, "prune", "--min-age", "0s", "--keep", "1", "--storage", "folder:backtest-results");

        var report = JsonDocument.Parse(wouldGo.Output).RootElement;
        Assert.True(report.GetProperty("dryRun").GetBoolean());
        Assert.Equal(4, report.GetProperty("bytes").GetInt64());
        Assert.Equal("cut off", Assert.Single(report.GetProperty("blobs").EnumerateArray()).GetProperty("reason").GetString());
        Assert.Contains("1 blob of 4 bytes removed", gone.Output);
        Assert.Equal(files.Where(file => file != cutOff), Directory.EnumerateFiles(results, "*", SearchOption.AllDirectories).Order());
    }

    [Theory]
    [InlineData("'a day' is not an age.", "--min-age", "a day")]
    [InlineData("'24' is not an age.", "--min-age", "24")]
    [InlineData("'-1' is not a valid number of runs.", "--keep", "-1")]
    [InlineData("There is no such folder.", "--out", "nowhere")]
    public async Task Options_that_cannot_be_used_are_refused(string what, params string[] arguments)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "backtest-results"));

        var (exitCode, output) = await Cli.RunAsync(_folder, ["prune", .. arguments]);

        Assert.Equal(ExitCode.BadInput, exitCode);
        Assert.Contains(what, output);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<string> GridAsync()
    {
        var grid = Path.Combine(_folder, "grid.json");
        await File.WriteAllTextAsync(grid, """{ "horizon": 6, "arima": { "p": 1, "d": 1 } }""", TestContext.Current.CancellationToken);
        return grid;
    }
}
