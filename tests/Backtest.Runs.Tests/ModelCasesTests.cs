using System.Text;
using System.Text.RegularExpressions;
using Backtest.Core.Evaluation;
using Backtest.Core.Forecasting;
using Backtest.Core.Models.Baselines;
using Backtest.Core.Models.Ensembles;
using Backtest.Core.Numerics;
using Backtest.Reports;
using Backtest.Runs.Forecasting;
using Backtest.Storage;
using Backtest.Storage.Results;
using Backtest.Testing;

namespace Backtest.Runs.Tests;

/// <summary>Small series and grids of kinds that failed once, each as a whole run.</summary>
public sealed partial class ModelCasesTests : IDisposable
{
    private readonly Workbench _bench = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_baseline_that_a_short_training_part_does_not_allow_is_a_failed_trial_without_a_hold_out()
    {
        var leaderboard = await RunAsync("short-seasonal");

        var seasonal = leaderboard.Rows.Single(row => row.Label == "Seasonal naive [12]");
        Assert.Equal(
            (TrialStatus.Failed, "Seasonal naive [12] needs at least 13 training values; there are 10."), (seasonal.Status, seasonal.Reason));
        Assert.Null(seasonal.HoldOut);
        Assert.NotNull(leaderboard.Rows.Single(row => row.Label == "Naive").HoldOut);
    }

    [Theory]
    [InlineData("M", 5)]
    [InlineData("M", 20)]
    [InlineData("M", 24)]
    [InlineData("Q", 6)]
    [InlineData("D", 9)]
    [InlineData("D", 13)]
    [InlineData("W", 60)]
    [InlineData("H", 30)]
    public async Task Short_series_of_any_step_are_backtested_with_the_classical_models_of_the_default_grid(string step, int count)
    {
        DateTime At(int t) => new DateTime(2020, 1, 1) is var start && step == "M"
            ? start.AddMonths(t)
            : step == "Q"
            ? start.AddMonths(3 * t)
            : step == "D"
            ? start.AddDays(t)
            : step == "W"
            ? start.AddDays(7 * t)
            : start.AddHours(t);
        var csv = "ds,y\n" + string.Concat(Enumerable.Range(0, count)
            .Select(t => FormattableString.Invariant($"{At(t):yyyy-MM-dd HH:mm},{100 + (10 * Math.Sin(t)) + (7 * t % 5)}\n")));

        var leaderboard =
            await RunAsync(csv, """{ "baselines": "auto", "ets": "auto", "theta": {}, "arima": "auto", "ensemble": "auto" }""");

        Assert.NotNull(leaderboard.Rows.First(row => row.Trial == leaderboard.Published).Metrics);
    }

    [Fact]
    public async Task Rows_before_the_first_value_are_left_out_and_said_to_be()
    {
        var leaderboard = await RunAsync("every-trial-failed");

        Assert.Equal(
            (25, 0, new DateTime(2020, 2, 5)),
            (leaderboard.Series.Length, leaderboard.Series.Missing, leaderboard.Series.Start!.Value.DateTime));
        Assert.Contains("The first 35 rows have no value and were left out.", leaderboard.Series.Notes);
        Assert.All(leaderboard.Rows, row => Assert.Equal(TrialStatus.Done, row.Status));
    }

    [Fact]
    public async Task A_run_that_nothing_can_be_scored_of_fails_with_the_reason_of_its_trials()
    {
        var run = await PlanAsync(
            "y\n" + string.Concat(Enumerable.Range(0, 30).Select(t => FormattableString.Invariant($"{(t % 2 == 0 ? 1 : -1) * 1e200}\n"))),
            """{ "seasonLength": 1, "horizon": 2, "theta": {}, "ets": {} }""");

        var failure = await Assert.ThrowsAsync<RunFailedException>(() => _bench.Executor.RunAsync(run, null, Stop));

        Assert.StartsWith(
            "No trial could be scored. 3 of 3 failed, such as Naive: The forecast errors are too large to be squared.", failure.Message);
        Assert.Null(await _bench.Store.FindAsync(BlobLayout.Leaderboard(run.Key), Stop));
    }

    [Fact]
    public async Task The_first_window_of_an_ensemble_is_no_average_of_all_trials()
    {
        var leaderboard = await RunAsync("ensemble-first-window");

        var ensemble = leaderboard.Rows.Single(row => row.Spec is EnsembleSpec);
        var windows = (await _bench.Store.ReadAsync<TrialDocument>(
            BlobLayout.Trial(RunKey.Parse("demo", leaderboard.Run), ensemble.Trial), Stop))!.Score!.Windows;

        // An average of all 22 trials had a MASE of 3.71 in the first window, 1.31 over all, and half-widths of 11.
        Assert.All(windows, window => Assert.InRange(window.Metrics!.Mase!.Value, 0.4, 1));
        Assert.InRange(ensemble.Metrics!.Mase!.Value, 0.6, 0.8);
        Assert.Equal(4, leaderboard.Selection!.Windows);
        Assert.All(
            await ForecastAsync(leaderboard),
            step => Assert.InRange((step.Intervals[0].Upper!.Value - step.Intervals[0].Lower!.Value) / 2, 1, 4));
    }

    // Twelve windows of twelve values: after the first six there are 72 errors.
    [Theory]
    [InlineData(3, "The intervals are quantiles of its members' distributions, pooled.")]
    [InlineData(12, "The intervals are quantiles of its members' distributions, pooled and scaled to its errors in the windows.")]
    public async Task An_ensemble_names_its_members_and_where_its_intervals_come_from(int windows, string source)
    {
        var random = new SeededRandom(8);
        var csv = "y\n" + string.Concat(Enumerable.Range(0, 40 + (12 * windows))
            .Select(_ => FormattableString.Invariant($"{100 + (5 * random.NextNormal())}\n")));

        var leaderboard = await RunAsync(csv, $$"""
            {
              "horizon": 12, "windows": {{windows}}, "step": 12, "seasonLength": 1,
              "theta": {}, "ets": { "model": "average" }, "ensemble": { "automatic": true }
            }
            """);

        var findings = ChecksText.Of(leaderboard).ToList();
        Assert.Contains("It combines Theta, ETS average.", findings.Select(finding => finding.Text));
        Assert.Contains(source, findings.Select(finding => finding.More));
        var report = await ReportAsync(leaderboard);
        Assert.Contains("It combines Theta, ETS average.", report);
        Assert.Contains(source.Replace("'", "&#39;", StringComparison.Ordinal), report);
    }

    [Fact]
    public async Task Members_that_cannot_have_the_season_are_left_out_of_the_ensemble_and_say_so()
    {
        var leaderboard = await RunAsync("ensemble-of-models-without-the-season");

        Assert.Equal("Theta [96]", leaderboard.Rows.Single(row => row.Trial == leaderboard.Published).Label);
        foreach (var label in new[] { "ETS auto", "Auto ARIMA (stepwise)" })
        {
            Assert.Contains(
                leaderboard.Rows.Single(row => row.Label == label).Warnings,
                warning => warning.StartsWith("It ignores the season of 96, which is longer", StringComparison.Ordinal));
            Assert.Contains(
                ChecksText.Of(leaderboard),
                finding => finding.Text.StartsWith($"{label}: It ignores the season of 96", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("interval-95-equals-80")]
    [InlineData("hold-out-errors-not-in-intervals")]
    [InlineData("short-seasonal")]
    public async Task An_interval_of_95_per_cent_is_wider_than_one_of_80_and_none_jumps_back(string name)
    {
        var leaderboard = await RunAsync(name);

        var width = 0.0;
        foreach (var step in await ForecastAsync(leaderboard))
        {
            var (at80, at95) = (step.Intervals[0].Upper!.Value - step.Value, step.Intervals[1].Upper!.Value - step.Value);

            Assert.True(at95 > at80);
            if (leaderboard.Intervals == Core.Evaluation.Probabilistic.IntervalSource.Conformal)
            {
                // With few errors the quantiles of Student's t are at least as far apart as those of the normal distribution.
                Assert.True(at95 > 1.5 * at80);
                Assert.True(at80 >= width - 1e-9);
                width = at80;
            }
        }
    }

    [Fact]
    public async Task Errors_on_the_hold_out_widen_the_intervals_of_the_final_model_and_are_warned_of()
    {
        var leaderboard = await RunAsync("hold-out-errors-not-in-intervals");

        var published = leaderboard.Rows.Single(row => row.Trial == leaderboard.Published);
        Assert.Contains(
            published.Warnings, warning => warning.StartsWith("A held-out value lies 1980.", StringComparison.Ordinal));
        Assert.Contains("A held-out value lies 1980.", await ReportAsync(leaderboard));
        var held = Assert.Single(leaderboard.HoldOutWindows!);
        Assert.Equal((54, 6, 2000.0), (held.TestStart, held.Yhat.Count, held.Y[^1]));

        // A last value of 2000 among values of 20 had intervals of a width of 1.2 around 1058.
        var first = (await ForecastAsync(leaderboard))[0].Intervals[1];
        Assert.True(first.Upper - first.Lower > 500);
    }

    [Fact]
    public async Task A_naive_published_trial_is_not_compared_with_itself_and_gets_no_advice_for_networks()
    {
        var leaderboard = await RunAsync("no-better-than-itself", """{ "seasonLength": 1, "theta": {} }""");

        Assert.IsType<BaselineSpec>(leaderboard.Rows.Single(row => row.Trial == leaderboard.Published).Spec);
        Assert.DoesNotContain(leaderboard.Comparisons, comparison => comparison.Trial == leaderboard.Published);
        Assert.Null(leaderboard.LagCheck);
        Assert.All(leaderboard.Verdict!.Reasons, reason => Assert.DoesNotContain("no better than", reason.Text));
        Assert.All(ChecksText.Of(leaderboard), finding => Assert.DoesNotMatch(SmallNumber(), finding.Sentence));
    }

    [Fact]
    public async Task One_trial_alone_has_no_luck()
    {
        var leaderboard = await RunAsync("no-better-than-itself", "{ \"baselines\": [\"naive\"], \"seasonLength\": 1 }");

        Assert.Equal(1, leaderboard.Selection!.Trials);
        Assert.Null(leaderboard.Selection.Optimism);
        Assert.DoesNotContain(ChecksText.Of(leaderboard), finding => finding.Sentence.Contains("too good", StringComparison.Ordinal)
            || finding.Sentence.Contains("luck", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_constant_training_part_fails_no_trial_and_the_ranking_says_by_what_it_ranks()
    {
        var leaderboard = await RunAsync("auto-arima-constant-training");

        Assert.All(leaderboard.Rows, row => Assert.Equal((row.Label, TrialStatus.Done), (row.Label, row.Status)));
        Assert.Equal(RankingMetric.Mae, leaderboard.Selection!.Metric);
        Assert.Contains(
            "MAE ranks the trials: MASE is not defined in every window.", ChecksText.Of(leaderboard).Select(finding => finding.Text));
        Assert.Contains(NumberText.Show(leaderboard.Rows[0].Metrics!.Mae), await ReportAsync(leaderboard));
        Assert.Contains("hold-out MAE", await ReportAsync(leaderboard));
        Assert.Equal(leaderboard.Rows.Select(row => row.Metrics!.Mae).Order(), leaderboard.Rows.Select(row => row.Metrics!.Mae));
    }

    [Theory]
    [InlineData("line", "ARIMA(0,1,0) + drift")]
    [InlineData("season", "ARIMA(0,0,0)(0,1,0)[7]")]
    [InlineData("constant", "ARIMA(0,0,0) + mean")]
    public async Task Auto_arima_of_an_exact_series_is_published_without_spread_and_forecasts_it(string kind, string orders)
    {
        double At(int t) => kind switch { "line" => 3 + (0.7 * t), "season" => (3 * t % 7) + (t % 7 == 2 ? 0.1 : 0), _ => 0.3 };
        var csv = "ds,y\n" + string.Concat(Enumerable.Range(0, 60)
            .Select(t => FormattableString.Invariant($"{new DateTime(2021, 1, 1).AddDays(t):yyyy-MM-dd},{At(t):R}\n")));

        var leaderboard = await RunAsync(csv, """{ "arima": { "auto": "stepwise" }, "winner": "best" }""");
        var auto = leaderboard.Rows.Single(row => row.Family == "arima");
        var answer = (await _bench.Forecaster.ForecastAsync("demo", new ForecastRequest(4, [95], auto.Trial), Stop))!;

        Assert.Equal((TrialStatus.Done, 0.0), (auto.Status, auto.Metrics!.Mae));
        Assert.Contains($"The search chose {orders}.", auto.Warnings);
        Assert.DoesNotContain(auto.Warnings, warning => warning.Contains("held out", StringComparison.Ordinal));
        Assert.Equal(0, auto.Metrics.Width95!.Value, 1e-12);
        Assert.All(answer.Forecast, step => Assert.Equal(At(59 + step.Step), step.Value, 1e-9));
    }

    [Fact]
    public async Task A_holiday_that_is_zero_in_every_training_part_is_left_out_and_named()
    {
        var leaderboard = await RunAsync("holiday-dummy-zero-in-training");

        var regressions = leaderboard.Rows.Where(row => row.Family == "arima").ToList();
        Assert.All(regressions, row => Assert.Contains(row.Warnings, warning => warning.Contains("'hol'", StringComparison.Ordinal)));

        // The informative covariate reduces the error from 3.9, the naive forecast's, to about 1.2.
        Assert.True(regressions.Min(row => row.Metrics!.Rmse) < 1.6);
        Assert.Equal("arima", leaderboard.Rows.Single(row => row.Trial == leaderboard.Published).Family);
    }

    [Fact]
    public async Task A_linear_covariate_under_auto_arima_is_fitted()
    {
        var leaderboard = await RunAsync("auto-arima-trend-covariate");

        Assert.All(leaderboard.Rows, row => Assert.Equal((row.Label, TrialStatus.Done), (row.Label, row.Status)));
        Assert.True(leaderboard.Rows.First(row => row.Label.StartsWith("Auto", StringComparison.Ordinal)).Metrics!.Rmse < 1.5);
    }

    [Fact]
    public async Task A_covariate_that_begins_after_the_first_training_part_is_refused_with_both_places()
    {
        var run = await PlanAsync("covariate-starts-late");

        Assert.Contains("'x'", run.Problem!.What);
        Assert.Contains("62", run.Problem.What);
        Assert.Contains("rows 1 to 48", run.Problem.What);
    }

    [Fact]
    public async Task Guerreros_method_over_negative_values_gives_the_reason_that_a_given_parameter_gives()
    {
        var leaderboard = await RunAsync("guerrero-negative-values");

        Assert.Equal(
            ["A Box-Cox transformation needs positive values; the one at position 1 is -0.4."],
            leaderboard.Rows.Where(row => row.Family == "arima").Select(row => row.Reason!).Distinct());
    }

    [Fact]
    public async Task Working_days_have_a_season_of_five_and_forecasts_of_the_next_ones()
    {
        var leaderboard = await RunAsync("business-days");

        Assert.Equal((5, 9), (leaderboard.Protocol.SeasonLength, leaderboard.Series.Missing));
        Assert.Equal(
            [
                new DateTime(2022, 1, 3),
                new DateTime(2022, 1, 4),
                new DateTime(2022, 1, 5),
                new DateTime(2022, 1, 6),
                new DateTime(2022, 1, 7),
                new DateTime(2022, 1, 10)],
            (await ForecastAsync(leaderboard, 6)).Select(step => step.Time!.Value.DateTime));
    }

    [Fact]
    public async Task What_is_published_is_never_shown_to_be_worse()
    {
        foreach (var name in new[] { "ensemble-first-window",
            "ensemble-of-models-without-the-season",
            "every-trial-failed",
            "business-days",
            "auto-arima-constant-training" })
        {
            var leaderboard = await RunAsync(name);
            var published = leaderboard.Rows.Single(row => row.Trial == leaderboard.Published);

            Assert.NotEqual(false, published.InConfidenceSet);
            Assert.DoesNotContain(leaderboard.Comparisons, comparison => comparison.Test is { IsWorse: true });
            Assert.StartsWith($"{published.Label} is chosen because ", leaderboard.Choice);
        }
    }

    private async Task<Leaderboard> RunAsync(string csvOrName, string? grid = null) =>
        (await _bench.Executor.RunAsync(await PlanAsync(csvOrName, grid), null, Stop)).Series!;

    private async Task<PlannedRun> PlanAsync(string csvOrName, string? grid = null)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Cases", csvOrName);
        var csv = csvOrName.Contains('\n', StringComparison.Ordinal) ? csvOrName : await File.ReadAllTextAsync($"{path}.csv", Stop);
        grid ??= File.Exists($"{path}.grid.json") ? await File.ReadAllTextAsync($"{path}.grid.json", Stop) : "{}";
        await _bench.Store.WriteAsync(BlobLayout.Series("demo"), Encoding.UTF8.GetBytes(csv), Stop);
        await _bench.Store.WriteAsync(BlobLayout.Grid("demo"), Encoding.UTF8.GetBytes(grid), Stop);
        return (await _bench.Planning.RunAsync("demo", Stop))!;
    }

    private async Task<string> ReportAsync(Leaderboard leaderboard) =>
        Encoding.UTF8.GetString(
            (await _bench.Store.ReadAsync(BlobLayout.Report(RunKey.Parse(leaderboard.Name, leaderboard.Run)), Stop))!.Content.Span);

    private async Task<IReadOnlyList<ForecastStep>> ForecastAsync(Leaderboard leaderboard, int? horizon = null)
    {
        var answer = (await _bench.Forecaster.ForecastAsync(leaderboard.Name, new ForecastRequest(horizon, [80, 95], null), Stop))!;
        Assert.Equal(leaderboard.Run, answer.Run);
        return answer.Forecast;
    }

    [GeneratedRegex(@"\de-\d")]
    private static partial Regex SmallNumber();
}
