using Backtest.Storage.Results;
using Backtest.Testing;

namespace Backtest.Reports.Tests;

/// <summary>The words of the checks.</summary>
public sealed class ChecksTextTests : IDisposable
{
    private readonly Workbench _bench = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_top_score_that_is_partly_luck_is_said_with_the_score_to_expect()
    {
        var board = await RunAsync(windows: 5);
        var lucky = board with { Selection = board.Selection! with { Score = 0.758, Optimism = 0.04 } };
        var (first, other) = (lucky.Rows[0], lucky.Rows[1]);

        var text = $"The top score is partly luck: expect {first.Label} to score about 0.80, not 0.76.";

        Assert.Contains(text, Texts(lucky with { Published = first.Trial }));
        Assert.Contains($"{text} (It is not the published model.)", Texts(lucky with { Published = other.Trial }));
        Assert.DoesNotContain(
            Texts(lucky with { Selection = lucky.Selection with { Optimism = 0 } }),
            one => one.Contains("luck", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_window_is_too_few_to_tell_and_the_way_out_is_said()
    {
        var board = await RunAsync(windows: 1);

        Assert.Contains(
            "Too few windows (1) to tell whether it really beats Naive. Shorten the horizon or add data.",
            Texts(board with { Published = board.Rows.First(row => row.Label == "Theta").Trial }));
    }

    public void Dispose() => _bench.Dispose();

    private static IEnumerable<string> Texts(Leaderboard board) => ChecksText.Of(board).Select(finding => finding.Text);

    private async Task<Leaderboard> RunAsync(int windows)
    {
        var run = await _bench.PlanAsync(
            Workbench.Values(),
            $$"""{ "horizon": 4, "windows": {{windows}}, "seasonLength": 1, "baselines": ["naive", "drift"], "winner": "best", "theta": {} }""");
        return (await _bench.Executor.RunAsync(run, null, Stop)).Series!;
    }
}
