using Backtest.Core.Models.Ensembles;
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
    public async Task A_score_that_reads_the_same_with_and_without_luck_gives_no_sentence()
    {
        var board = await RunAsync(windows: 5);

        Assert.DoesNotContain(
            Texts(board with { Selection = board.Selection! with { Score = 0.126, Optimism = 0.003 } }),
            one => one.Contains("luck", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1, "The best is better than the others of 3 trials on 5 windows.")]
    [InlineData(2, "2 of 3 trials cannot be told apart from the best on 5 windows.")]
    public async Task A_best_trial_that_stands_alone_is_not_told_apart_from_itself(int inSet, string text)
    {
        var board = await RunAsync(windows: 5);

        Assert.Contains(text, Texts(board with { Selection = board.Selection! with { InSet = inSet } }));
    }

    // P(X <= 10) of 12 draws with a chance of 0.95 is 0.12, and P(X <= 9) 0.02 (R: pbinom).
    [Theory]
    [InlineData(10, FindingKind.Note)]
    [InlineData(9, FindingKind.Warn)]
    public async Task Too_few_values_inside_the_wide_band_are_a_warning(int inside, FindingKind kind)
    {
        var board = await RunAsync(windows: 5);
        var held = board.Rows[0].HoldOut ?? board.Rows.First(row => row.HoldOut is not null).HoldOut!;
        var changed = board with
        {
            Rows = [.. board.Rows.Select(row => row with { HoldOut = held with { Count = 12, Coverage95 = inside / 12.0 } })],
        };

        var finding = ChecksText.Of(changed).Single(one => one.Text.Contains("95 % band", StringComparison.Ordinal));

        Assert.Equal(kind, finding.Kind);
        Assert.Equal($"{inside} of 12 held-out values fell inside the 95 % band (about 11 expected).", finding.Text);
    }

    [Fact]
    public async Task One_window_is_too_few_to_tell_and_the_way_out_is_said()
    {
        var board = await RunAsync(windows: 1);

        Assert.Contains(
            "Too few windows (1) to tell whether it really beats Naive. Shorten the horizon or add data.",
            Texts(board with { Published = board.Rows.First(row => row.Label == "Theta").Trial }));
    }

    [Fact]
    public async Task A_score_that_looks_the_same_without_luck_is_not_said()
    {
        var board = await RunAsync(windows: 5);

        Assert.All(
            (IEnumerable<(double Score, double Optimism)>)[(0, 0), (0.758, 0.001)],
            one => Assert.DoesNotContain(
                Texts(board with { Selection = board.Selection! with { Score = one.Score, Optimism = one.Optimism } }),
                text => text.Contains("luck", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_choice_comes_first_then_what_several_members_warn_of_once()
    {
        const string Ignored = "It ignores the season of 12 where fewer than 25 values train.";
        var board = await RunAsync(windows: 5);
        var (first, second) = (board.Rows[0], board.Rows[1]);
        var ensemble = new EnsembleSpec
        {
            Members = [.. new[] { first, second }.Select(row => new EnsembleMember(row.Trial, row.Label, 0.5, row.Spec))],
        };
        board = board with
        {
            Choice = "It is the safer choice.",
            Published = first.Trial,
            Rows =
            [
                first with
                {
                    Spec = ensemble,
                    Warnings =
                    [
                        "Of its own.", $"{first.Label}: {Ignored}", $"{second.Label}: {Ignored}", $"{second.Label}: The search chose d = 1.",
                    ],
                },
                second with { Warnings = [Ignored] },
                .. board.Rows.Skip(2),
            ],
        };

        var findings = ChecksText.Of(board).ToList();

        Assert.Equal(
            [
                (FindingKind.Note, "It is the safer choice."),
                (FindingKind.Note, $"It combines {first.Label}, {second.Label}."),
                (FindingKind.Warn, "Of its own."),
                (FindingKind.Warn, $"{first.Label}, {second.Label}: {Ignored}"),
                (FindingKind.Note, $"{second.Label}: The search chose d = 1."),
            ],
            findings.Take(5).Select(finding => (finding.Kind, finding.Text)));
        Assert.DoesNotContain(findings.Skip(5), finding => finding.Text.Contains(Ignored, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_chosen_model_that_is_told_apart_from_the_best_is_said()
    {
        var board = await RunAsync(windows: 5);
        var told = board with
        {
            Selection = board.Selection! with { InSet = 2, Trials = 3, Tested = 3 },
            Rows = [.. board.Rows.Select(row => row with { InConfidenceSet = row.Trial != board.Published })],
        };

        Assert.Contains(
            ChecksText.Of(told),
            finding => finding is
            {
                Kind: FindingKind.Warn,
                Text: "2 of 3 trials cannot be told apart from the best on 5 windows. The chosen model is not one of them.",
            });
        Assert.DoesNotContain(
            Texts(told with { Rows = [.. told.Rows.Select(row => row with { InConfidenceSet = true })] }),
            text => text.Contains("not one of them", StringComparison.Ordinal));
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
