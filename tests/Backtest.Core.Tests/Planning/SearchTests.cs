using System.Text;
using Backtest.Core.Models;
using Backtest.Core.Models.Arima;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Planning;
using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Testing;
using FsCheck.Fluent;

namespace Backtest.Core.Tests.Planning;

public sealed class SearchTests
{
    [Fact]
    public void Ranges_stand_for_their_values()
    {
        Assert.Equal([1, 3, 5, 7], Lstm("""{ "units": { "from": 1, "to": 8, "step": 2 } }""").Select(spec => spec.Units));
        Assert.Equal([8, 16, 32, 64], Lstm("""{ "units": { "from": 8, "to": 64, "count": 4, "scale": "log" } }""")
            .Select(spec => spec.Units)
            .Order());
        Assert.Equal([0.1, 0.2, 0.3], Lstm("""{ "dropout": { "from": 0.1, "to": 0.3, "step": 0.1 } }""")
            .Select(spec => spec.Dropout)
            .Order());
        Assert.Equal([1e-4, 1e-3, 1e-2], Lstm("""{ "learningRate": { "from": 0.0001, "to": 0.01, "count": 3, "scale": "log" } }""")
            .Select(spec => spec.LearningRate)
            .Order());
        Assert.Equal([0, 0.25, 0.5], Lstm("""{ "dropout": { "from": 0, "to": 0.5, "count": 3 } }""").Select(spec => spec.Dropout).Order());

        // Whole numbers are rounded, and distinct.
        Assert.Equal([1, 2, 3], Lstm("""{ "layers": { "from": 1, "to": 3, "count": 9 } }""").Select(spec => spec.Layers).Order());
    }

    [Theory]
    [InlineData("""{ "from": 1 }""", "it needs from and to")]
    [InlineData("""{ "from": 3, "to": 1, "step": 1 }""", "it needs from and to")]
    [InlineData("""{ "from": 1, "to": 3 }""", "either step or count")]
    [InlineData("""{ "from": 1, "to": 3, "step": 1, "count": 2 }""", "either step or count")]
    [InlineData("""{ "from": 1, "to": 3, "step": 0 }""", "step must be above 0")]
    [InlineData("""{ "from": 1, "to": 3, "count": 1.5 }""", "whole number")]
    [InlineData("""{ "from": 0, "to": 3, "count": 2, "scale": "log" }""", "above 0")]
    [InlineData("""{ "from": 1, "to": 3, "step": 1, "scale": "log" }""", "needs count")]
    [InlineData("""{ "from": 1, "to": 3, "count": 2, "scale": "cubic" }""", "neither linear nor log")]
    [InlineData("""{ "from": "1", "to": 3, "count": 2 }""", "from is not a number")]
    [InlineData("""{ "from": 1, "to": 3, "by": 2 }""", "'by' is not a known key")]
    [InlineData("""{ "from": 1, "to": 2000, "step": 1 }""", "1025 is not allowed")]
    [InlineData("""{ "from": 1, "to": 1e9, "step": 1 }""", "more than 10000 values")]
    [InlineData("""{ "from": -1e308, "to": 1e308, "count": 2 }""", "too far apart")]
    [InlineData("""{ "from": 1e-300, "to": 1e300, "count": 2, "scale": "log" }""", "too far apart")]
    public void A_range_that_is_none_is_refused(string range, string what)
    {
        var problem = Assert.Throws<InputException>(() => Plan(200, $$"""{ "lstm": { "units": {{range}} } }""")).Problem;

        Assert.Contains(what, problem.What);
        Assert.StartsWith("lstm.units", problem.Where, StringComparison.Ordinal);
    }

    // A random search that takes all combinations must not enumerate more than a grid may have.
    [Fact]
    public void A_random_search_does_not_count_through_endless_ensembles()
    {
        var many = string.Join(',', Enumerable.Repeat("2", 400));

        var problem = Assert.Throws<InputException>(
            () => Plan(
                200,
                $$"""{ "search": "random", "ensemble": { "best": [{{many}}], "combine": [{{string.Join(',', Enumerable.Repeat("\"mean\"", 400))}}] } }""")).Problem;

        Assert.StartsWith("The grid has more than 100000 combinations", problem.What, StringComparison.Ordinal);
    }

    [Fact]
    public void Auto_takes_what_the_default_grid_has_for_the_series()
    {
        var standard = Plan(200, """{ "seasonLength": 12 }""");
        ModelSpec[] Of<T>(TrialPlan plan)
            where T : ModelSpec => [.. plan.Trials.Select(trial => trial.Spec).OfType<T>()];

        Assert.Equal(Of<LstmSpec>(standard), Of<LstmSpec>(Plan(200, """{ "seasonLength": 12, "lstm": "auto" }""")), Same);
        Assert.Equal(Of<ArimaSpec>(standard), Of<ArimaSpec>(Plan(200, """{ "seasonLength": 12, "arima": "auto" }""")), Same);
        Assert.Equal(
            standard.Trials.Select(trial => trial.Id),
            Plan(
                200,
                """{ "seasonLength": 12, "baselines": "auto", "ets": "auto", "theta": "auto", "ces": "auto", "arima": "auto", "lstm": "auto", "ensemble": "auto" }""").Trials.Select(
                    trial => trial.Id));
        Assert.Equal([12, 24], Plan(200, """{ "seasonLength": 12, "lstm": { "lookBack": "auto", "units": 8 } }""").Trials.Select(
            trial => trial.Spec).OfType<LstmSpec>().Select(spec => spec.LookBack).Order());
        Assert.Equal(3, Plan(200, """{ "arima": { "p": "auto", "d": 1 } }""").Trials.Count(trial => trial.Spec is ArimaSpec));
        Assert.Contains(
            "\"auto\" is not allowed", Assert.Throws<InputException>(() => Plan(200, """{ "lstm": { "dropout": "auto" } }""")).Message);
    }

    [Fact]
    public void Auto_of_any_axis_is_what_the_recipe_has_where_the_block_has_a_level()
    {
        string[] Ids(string lstm) => [.. Plan(
            200, $$"""{ "seasonLength": 12, "lstm": {{lstm}} }""").Trials.Where(trial => trial.Spec is LstmSpec).Select(trial => trial.Id)];
        var all = string.Join(", ", LstmRecipe.Axes.Select(axis => $"\"{axis}\": \"auto\""));

        Assert.Equal(Ids("\"auto\""), Ids($"{{ {all} }}"));
        Assert.Equal(36, Assert.Single(Lstm("""{ "level": "last", "lookBack": "auto" }""")).LookBack);
        Assert.Contains("no level", Assert.Throws<InputException>(() => Plan(200, """{ "lstm": { "patch": "auto" } }""")).Message);
    }

    // A planned time instead of the clock; docs/benchmarks.md has both.
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(12)]
    [InlineData(24)]
    [InlineData(168)]
    public void The_recipe_costs_no_more_than_twice_the_grid_of_plain_networks(int season) =>
        Assert.All([30, 60, 120, 400, 1_000, 4_000], length =>
    {
        double Seconds(string lstm) => Plan(length, $$"""{ "seasonLength": {{season}}, "horizon": 4, "windows": 1, "lstm": {{lstm}} }""")
            .Trials.Where(trial => trial.Spec is LstmSpec).Sum(trial => trial.EstimatedSeconds) - TrialCost.FirstUse("lstm");

        Assert.InRange(
            Seconds("\"auto\""), 0, 2 * Math.Max(0.05, Seconds("""{ "lookBack": "auto", "units": "auto", "epochs": "auto" }""")));
    });

    [Theory]
    [InlineData(40, 12, 8)]
    [InlineData(80, 12, 36)]
    [InlineData(60, 168, 8)]
    [InlineData(200, 168, 36)]
    [InlineData(900, 168, 96)]
    public void The_recipe_looks_for_a_season_only_where_the_first_window_has_one(int length, int season, int lookBack) => Assert.All(
        Plan(length, $$"""{ "seasonLength": {{season}}, "horizon": 12, "windows": 1 }""").Trials.Select(trial => trial.Spec)
            .OfType<LstmSpec>(),
        spec => Assert.Equal(lookBack, spec.LookBack));

    [Fact]
    public void A_random_search_draws_that_many_different_trials_of_the_grid_and_the_same_ones_again() => RandomCases.Holds(
        from trials in Gen.Choose(1, 60)
        from seed in Gen.Choose(int.MinValue, int.MaxValue)
        select (trials, seed),
        input =>
        {
            var grid = $$"""{ "search": { "method": "random", "trials": {{input.trials}}, "seed": {{input.seed}} }, "arima": { "p": [0, 1, 2], "d": 1 }, "lstm": { "units": { "from": 1, "to": 50, "step": 1 }, "lookBack": [4, 8] }, "ensemble": { "best": 3 } }""";

            var drawn = Plan(200, grid).Trials;

            // Both model families, with half of the trials each if both have enough.
            Assert.Equal(input.trials, drawn.Count(trial => trial.Spec is ArimaSpec or LstmSpec));
            Assert.Equal(Math.Min(3, input.trials / 2), drawn.Count(trial => trial.Spec is ArimaSpec));
            Assert.Equal(drawn.Count, drawn.Select(trial => trial.Id).Distinct().Count());
            Assert.Single(drawn, trial => trial.Spec.Family == "ensemble");
            Assert.Equal(drawn.Select(trial => trial.Id), Plan(200, grid).Trials.Select(trial => trial.Id));
        },
        50);

    [Fact]
    public void A_random_search_of_more_trials_than_there_are_is_the_whole_grid()
    {
        const string Axes = """ "lstm": { "units": [4, 8], "lookBack": [4, 8] } }""";

        Assert.Equal(
            Plan(200, "{" + Axes).Trials.Select(trial => trial.Id),
            Plan(200, """{ "search": { "method": "random", "trials": 100 },""" + Axes).Trials.Select(trial => trial.Id));
        Assert.Equal(
            100,
            Plan(
                3000,
                """{ "search": { "method": "random", "trials": 100 }, "lstm": { "units": { "from": 1, "to": 900, "step": 1 }, "lookBack": { "from": 1, "to": 900, "step": 1 }, "epochs": 1 } }""").Trials.Count(
                    trial => trial.Spec is LstmSpec));
    }

    [Fact]
    public void Halving_plans_rounds_of_more_and_more_epochs()
    {
        var plan = Plan(200, """{ "search": "halving", "arima": { "p": [0, 1] }, "lstm": { "units": [4, 8, 16], "epochs": 90 } }""");

        Assert.Equal([10, 10, 10, 30, 30, 30, 90, 90, 90], plan.Trials.Select(trial => trial.Spec)
            .OfType<LstmSpec>()
            .Select(spec => spec.Epochs));
        Assert.Equal([0, 0, 0, 1, 1, 1, 2, 2, 2], plan.Trials.Where(trial => trial.Spec is LstmSpec).Select(trial => trial.Round));
        Assert.Equal(plan.Batches.Count, plan.Rounds.Sum());
        Assert.Equal(3, plan.Rounds.Count);

        // A round's batches contain only its own trials, and its cost is that of training from the start.
        var first = 0;
        foreach (var (round, count) in plan.Rounds.Index())
        {
            var ids = plan.Batches.Skip(first).Take(count).SelectMany(batch => batch).ToHashSet();
            Assert.All(plan.Trials.Where(trial => ids.Contains(trial.Id)), trial => Assert.Equal(round, trial.Round));
            first += count;
        }

        Assert.Contains(
            "at least 9 epochs",
            Assert.Throws<InputException>(() => Plan(200, """{ "search": "halving", "lstm": { "epochs": 8 } }""")).Message);
    }

    [Theory]
    [InlineData("\"tpe\"", "search")]
    [InlineData("3", "search")]
    [InlineData("""{ "method": "random", "trials": 0 }""", "search.trials")]
    [InlineData("""{ "method": "random", "n": 3 }""", "search")]
    [InlineData("""{ "method": "halving", "reduction": 1 }""", "search.reduction")]
    public void A_search_that_is_none_is_refused(string search, string where) =>
        Assert.Equal(where, Assert.Throws<InputException>(() => Plan(200, $$"""{ "search": {{search}} }""")).Problem.Where);

    [Fact]
    public void A_trial_that_takes_longer_than_the_host_allows_is_refused_with_its_time()
    {
        var grid =
            GridReader.Read(Encoding.UTF8.GetBytes("""{ "lstm": { "units": [8, 512], "layers": 4, "lookBack": 100, "epochs": 1000 } }"""));

        var problem = Assert.Throws<InputException>(() => Planner.Plan(new TimeSeries("x", Values(2000)), grid, 600)).Problem;

        Assert.Contains("LSTM(512+512+512+512)", problem.What);
        Assert.Contains("the host allows 600", problem.What);
        Assert.Equal("lstm", problem.Where);
    }

    [Fact]
    public void Cheap_trials_come_before_dear_ones_of_their_model_family()
    {
        var plan = Plan(200, """{ "lstm": { "units": [64, 8, 32], "lookBack": [24, 6] }, "arima": { "p": [2, 0, 1], "q": [1, 0] } }""");

        Assert.Equal(["baseline", "arima", "lstm"], plan.Trials.Select(trial => trial.Spec.Family).Distinct());
        foreach (var family in plan.Trials.GroupBy(trial => trial.Spec.Family))
        {
            var seconds = family.Skip(1).Select(trial => trial.EstimatedSeconds).ToList();
            Assert.Equal(seconds.Order(), seconds);
        }
    }

    private static EqualityComparer<ModelSpec> Same =>
        EqualityComparer<ModelSpec>.Create((one, other) => TrialIdentity.Of(one!) == TrialIdentity.Of(other!), _ => 0);

    private static IEnumerable<LstmSpec> Lstm(string block) =>
        Plan(200, $$"""{ "lstm": {{block}} }""").Trials.Select(trial => trial.Spec).OfType<LstmSpec>();

    private static TrialPlan Plan(int length, string grid) =>
        Planner.Plan(new TimeSeries("x", Values(length)), GridReader.Read(Encoding.UTF8.GetBytes(grid)));

    private static double[] Values(int length) => [.. Enumerable.Range(0, length).Select(t => (double)t)];
}
