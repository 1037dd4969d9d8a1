using System.Text;
using System.Text.Json;
using Backtest.Core.Evaluation;
using Backtest.Core.Models;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Lstm.Pooled;
using Backtest.Core.Models.Lstm.Samples;
using Backtest.Core.Numerics;
using Backtest.Core.Planning;
using Backtest.Core.Problems;
using Backtest.Core.Series;

namespace Backtest.Core.Tests.Planning;

/// <summary>Which global trials a panel has, and when their networks are trained.</summary>
public sealed class GlobalPlannerTests
{
    private const string Plain = """{ "horizon": 2, "lstm": { "scope": "panel", "level": "last", "units": 4, "epochs": 2 } }""";

    [Fact]
    public void A_panel_of_three_series_has_the_networks_that_the_grid_asks_for()
    {
        var spec = Assert.Single(GlobalPlanner.Expand(Panel(3), Read(Plain)));

        Assert.Equal((LstmScope.Panel, SampleLevel.Last, 4, 2), (spec.Scope, spec.Level, spec.Units, spec.Steps));
        var plan = Planner.Plan(Panel(3)[0], Read(Plain), globals: [spec]);
        Assert.Equal([spec], plan.Trials.Select(trial => trial.Spec).OfType<LstmSpec>());
    }

    [Theory]
    [InlineData(1, "1 readable one")]
    [InlineData(2, "2 readable ones")]
    public void Fewer_series_are_refused(int count, string has)
    {
        var problem = Assert.Throws<InputException>(() => GlobalPlanner.Expand(Panel(count), Read(Plain))).Problem;

        Assert.Equal(
            $"The grid asks for networks of the panel, which need at least 3 series; the upload has {has}.",
            problem.What);
        Assert.Equal("lstm.scope", problem.Where);
        Assert.Throws<InputException>(() => Planner.Plan(Panel(1)[0], Read(Plain)));
    }

    [Fact]
    public void Scopes_of_one_block_are_trials_of_both_kinds()
    {
        var grid = Read(Plain.Replace("\"panel\"", "[\"panel\", \"series\"]", StringComparison.Ordinal));
        var globals = GlobalPlanner.Expand(Panel(3), grid);

        var plan = Planner.Plan(Panel(3)[0], grid, globals: globals);

        Assert.Equal(
            [LstmScope.Series, LstmScope.Panel],
            plan.Trials.Select(trial => trial.Spec).OfType<LstmSpec>().Select(spec => spec.Scope).Order());
    }

    // The panel's networks replace those of each series.
    [Fact]
    public void A_complete_grid_has_the_same_global_trials()
    {
        var panel = Panel(5);

        var complete = Planner.Complete(panel[0], new Grid(), panel);
        var written = Read(GridWriter.WriteWhole(complete, Planner.Plan(panel[0], new Grid()).Protocol));

        Assert.Equal(
            GlobalPlanner.Expand(panel, new Grid()).Select(TrialIdentity.Of),
            GlobalPlanner.Expand(panel, written).Select(TrialIdentity.Of));
        Assert.DoesNotContain(
            Planner.Plan(panel[0], written, globals: GlobalPlanner.Expand(panel, written)).Trials,
            trial => trial.Spec is LstmSpec { Scope: LstmScope.Series });
        Assert.Contains(Planner.Complete(panel[0], new Grid()).Blocks!, block => block.Family == "lstm");
    }

    [Theory]
    [InlineData("{}", 40)]
    [InlineData("{}", 400)]
    [InlineData("""{ "horizon": 2, "refitEvery": 1 }""", 60)]
    [InlineData("""{ "horizon": 2, "panelRefitEvery": 2 }""", 60)]
    public void A_complete_grid_plans_every_series_and_the_trainings_of_the_networks_as_the_grid_that_it_completes(string json, int length)
    {
        var panel = Panel(4, length, hasTimes: true);
        var grid = Read(json);

        var written = Read(GridWriter.WriteWhole(Planner.Complete(panel[0], grid, panel), Planner.Protocol(panel[0], grid)));

        Assert.Equal(Plans(panel, grid), Plans(panel, written));
        Assert.Equal(0, Planner.CountOthers(panel, grid));
        panel[2] = panel[2] with { Values = panel[2].Values[..30], Timestamps = panel[2].Timestamps![..30] };
        Assert.Equal(1, Planner.CountOthers(panel, grid));
        Assert.Equal(0, Planner.CountOthers(panel, written));
    }

    // The settings that docs/benchmarks.md measures, by the length of the season.
    [Theory]
    [InlineData(1, 60, 1, 8, 10)]
    [InlineData(4, 60, 2, 12, 10)]
    [InlineData(7, 400, 2, 21, 10)]
    [InlineData(12, 90, 2, 36, 5)]
    [InlineData(52, 600, 2, 117, 10)]
    [InlineData(24, 900, 3, 336, 8)]
    [InlineData(24, 300, 1, 336, 8)]
    [InlineData(48, 1100, 3, 672, 8)]
    [InlineData(96, 900, 1, 336, 8)]
    public void A_block_without_a_level_has_the_recipe_of_the_season(int season, int length, int inputs, int lookBack, int epochs)
    {
        var panel = Panel(500, length);
        var spec = Assert.Single(GlobalPlanner.Expand(panel, Read($$"""{ "seasonLength": {{season}}, "lstm": { "scope": "panel" } }""")));

        Assert.Equal((inputs, lookBack, epochs), (spec.Inputs.Count, spec.Inputs[0].LookBack, spec.Inputs[0].Epochs));
        Assert.Equal((256, true, 0.995), (spec.BatchSize, spec.ScaleInput, spec.Averaging));
        Assert.True(spec.BaseSeason is null && spec.Inputs.Skip(1).All(input => (input.BaseSeason ?? 7 * season) == 7 * season));
    }

    [Fact]
    public void A_small_panel_has_small_batches_and_more_epochs()
    {
        var spec = Assert.Single(GlobalPlanner.Expand(Panel(3), Read("""{ "seasonLength": 4, "lstm": { "scope": "panel" } }""")));

        Assert.Equal((16, 40), (spec.BatchSize, spec.Epochs));
    }

    [Fact]
    public void Early_stopping_replaces_the_averaged_weights_of_the_recipe()
    {
        var stopping = Assert.Single(GlobalPlanner.Expand(Panel(3), Read("""{ "lstm": { "scope": "panel", "patience": 5 } }""")));
        var watched = Assert.Single(GlobalPlanner.Expand(Panel(3), Read("""{ "lstm": { "scope": "panel", "validation": true } }""")));

        Assert.Equal((5, 0, false), (stopping.Patience, stopping.Averaging, stopping.Validation));
        Assert.Equal((null, 0.995, true), (watched.Patience, watched.Averaging, watched.Validation));
    }

    [Theory]
    [InlineData("\"averaging\": 0.9, \"patience\": 5", "lstm")]
    [InlineData("\"bins\": 5", "lstm.bins")]
    [InlineData("\"level\": null", "lstm.scope")]
    public void What_contradicts_networks_of_a_panel_is_refused(string axis, string where)
    {
        var grid = Read($$"""{ "lstm": { "scope": "panel", {{axis}} } }""");

        Assert.Equal(where, Assert.Throws<InputException>(() => GlobalPlanner.Expand(Panel(3), grid)).Problem.Where);
    }

    [Fact]
    public void Inputs_of_one_series_and_a_halving_search_are_refused()
    {
        var local = Read("""{ "lstm": { "level": "last", "variants": [[{ "units": 4 }]] } }""");
        var halving = Read(Plain[..^1] + """, "search": { "method": "halving" } }""");

        Assert.Equal("lstm.variants", Assert.Throws<InputException>(() => Planner.Plan(Panel(1)[0], local)).Problem.Where);
        Assert.Equal("search", Assert.Throws<InputException>(() => GlobalPlanner.Expand(Panel(3), halving)).Problem.Where);
    }

    // The first window of the series with the earliest one, the middle window, and the end; with refits, the windows of the earliest.
    [Theory]
    [InlineData(null, new[] { 15, 22 })]
    [InlineData(0, new[] { 15, 22 })]
    [InlineData(1, new[] { 15, 17, 19, 22 })]
    [InlineData(2, new[] { 15, 19, 22 })]
    public void Networks_are_trained_at_first_windows_and_at_the_end_unless_they_are_to_be_trained_anew(int? refitEvery, int[] days)
    {
        var panel = Panel(4, 30, hasTimes: true);
        panel[2] = panel[2] with { Values = panel[2].Values[..23], Timestamps = panel[2].Timestamps![..23] };
        var protocol = new BacktestProtocol { Horizon = 2, SeasonLength = 1, TestLength = 2, Windows = 3, Step = 2 };
        var grid = Read(Plain) with { RefitEvery = refitEvery };
        var specs = GlobalPlanner.Expand(panel, grid);

        var plan = GlobalPlanner.Plan([.. panel.Select(series => (series, protocol))], specs, grid);

        PanelCutoff[] expected =
            [.. days.Select(day => new PanelCutoff(new DateTime(2024, 1, day, 0, 0, 0, DateTimeKind.Utc), 0)), PanelCutoff.End];
        Assert.Equal(expected, plan.Cutoffs);
        Assert.Equal([15, 15, 15, 15], panel.Select(plan.Cutoffs[0].LengthIn));
        Assert.Equal([30, 30, 23, 30], panel.Select(plan.Cutoffs[^1].LengthIn));
        Assert.Equal(expected.Length, plan.Trainings.Count);
        Assert.True(plan.Trainings[0].EstimatedSeconds < plan.Trainings[^1].EstimatedSeconds);
    }

    [Fact]
    public void Without_times_a_cutoff_is_counted_from_the_end()
    {
        TimeSeries[] panel = [.. Panel(3, 30), .. Panel(1, 8)];
        var cutoff = PanelCutoff.After(panel[0], 22);

        Assert.Equal([22, 22, 22, 0], panel.Select(cutoff.LengthIn));
        Assert.Equal(new PanelCutoff(null, 8), cutoff);
    }

    [Fact]
    public void A_training_that_would_take_too_long_is_refused()
    {
        var panel = Panel(4, 30);
        var protocol = new BacktestProtocol { Horizon = 2, SeasonLength = 1, TestLength = 2, Windows = 3, Step = 2 };
        var specs = GlobalPlanner.Expand(panel, Read(Plain));

        var problem = Assert.Throws<InputException>(
            () => GlobalPlanner.Plan([.. panel.Select(series => (series, protocol))], specs, Read(Plain), 1e-9)).Problem;

        Assert.Contains("the host allows 0", problem.What, StringComparison.Ordinal);
    }

    // Protocol and trials of every series, and the trainings. A written grid also decides the bound at 0 of series outside the panel.
    private static string Plans(TimeSeries[] panel, Grid grid)
    {
        var globals = GlobalPlanner.Expand(panel, grid);
        var plans = Array.ConvertAll(panel, series => Planner.Plan(series, grid, globals: globals));
        return JsonSerializer.Serialize((object[])
        [
            plans.Select(plan => (object[])[plan.Protocol, plan.Trials]),
            GlobalPlanner.Plan([.. panel.Zip(plans, (series, plan) => (series, plan.Protocol))], globals, grid) with { NonNegative = null },
        ]);
    }

    private static Grid Read(string json) => GridReader.Read(Encoding.UTF8.GetBytes(json));

    private static TimeSeries[] Panel(int count, int length = 40, bool hasTimes = false)
    {
        var random = new SeededRandom(3);
        return
        [
            .. Enumerable.Range(0, count).Select(s => new TimeSeries(
                $"s{s}",
                [.. Enumerable.Range(0, length).Select(_ => 10 + random.NextUniform())],
                hasTimes ? [.. Enumerable.Range(0, length).Select(t => new DateTime(2024, 1, 1).AddDays(t))] : null)),
        ];
    }
}
