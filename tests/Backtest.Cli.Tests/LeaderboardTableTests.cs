using Backtest.Commands.Output;
using Backtest.Core.Evaluation;
using Backtest.Storage.Results;
using Backtest.Testing;
using Spectre.Console;

namespace Backtest.Cli.Tests;

/// <summary>The leaderboard on terminals of different widths.</summary>
public sealed class LeaderboardTableTests : IDisposable
{
    private readonly Workbench _bench = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(80, false)]
    [InlineData(160, true)]
    public async Task A_narrow_terminal_has_whole_labels_instead_of_further_metrics(int width, bool hasAll)
    {
        var board = await RunAsync("""{ "horizon": 4, "windows": 3, "seasonLength": 4, "theta": {}, "ets": { "model": "average" } }""");

        var lines = Lines(board, width);

        var head = Assert.Single(lines, line => line.TrimStart().StartsWith('#'));
        Assert.Contains("MASE", head, StringComparison.Ordinal);
        Assert.Contains("hold-out", head, StringComparison.Ordinal);
        Assert.Equal(hasAll, head.Contains("RMSE", StringComparison.Ordinal) && head.Contains("seconds", StringComparison.Ordinal));
        Assert.All(
            board.Rows.Where(row => row.Rank is not null),
            row => Assert.Contains(lines, line => line.Contains($" {row.Label} ", StringComparison.Ordinal)));
        Assert.All(lines, line => Assert.InRange(line.TrimEnd().Length, 0, width));
    }

    /// <summary>Which trials have no score, and why, however many reasons there are.</summary>
    [Fact]
    public async Task Failed_trials_are_counted_with_some_of_the_reasons()
    {
        var board = await RunAsync("""{ "horizon": 4, "windows": 3, "seasonLength": 4, "theta": {} }""");
        LeaderboardRow Failed(string label, string reason) =>
            board.Rows[0] with { Rank = null, Metrics = null, Label = label, Status = TrialStatus.Failed, Reason = reason };
        board = board with
        {
            Rows =
            [
                .. board.Rows,
                Failed("A", "It is too short."),
                Failed("B", "It is too short."),
                Failed("C", "C needs 9 values."),
                Failed("D", "D needs 9 values."),
                Failed("E", "It does not converge."),
            ],
        };

        var lines = Lines(board, 160).Select(line => line.TrimEnd()).ToList();

        Assert.Contains("5 trials could not be scored. The other reasons are in leaderboard.json.", lines);
        Assert.Contains("  A and 1 more: It is too short.", lines);
        Assert.Contains("  C needs 9 values.", lines);
        Assert.DoesNotContain(lines, line => line.Contains("converge", StringComparison.Ordinal));
    }

    public void Dispose() => _bench.Dispose();

    private static string[] Lines(Leaderboard board, int width)
    {
        using var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(text), Ansi = AnsiSupport.No });
        console.Profile.Width = width;
        LeaderboardTable.Write(console, board);
        return text.ToString().Split(Environment.NewLine);
    }

    private async Task<Leaderboard> RunAsync(string grid) =>
        (await _bench.Executor.RunAsync(await _bench.PlanAsync(Workbench.Values(), grid), null, Stop)).Series!;
}
