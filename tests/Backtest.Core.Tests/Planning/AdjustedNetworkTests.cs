using System.Text;
using System.Text.Json;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Lstm.Backends;
using Backtest.Core.Models.MultipleSeasons;
using Backtest.Core.Planning;
using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Core.Transforms;

namespace Backtest.Core.Tests.Planning;

public sealed class AdjustedNetworkTests
{
    private static readonly TimeSeries Series =
        new("x", [.. Enumerable.Range(0, 400).Select(t => 100 + t + (10 * Math.Sin(t * Math.PI / 12)))]);

    [Fact]
    public void They_are_those_of_the_default_grid_for_a_series_without_a_season()
    {
        var expected = Assert.IsType<LstmSpec>(
            Assert.Single(Plan("""{ "seasonLength": 1, "horizon": 24, "seed": 7, "lstm": "auto" }"""), trial => trial.Spec is LstmSpec).Spec);

        var spec = Only("""{ "seasonLength": [24, 168], "seed": 7, "mstl": { "model": "lstm" } }""");

        Assert.Equal(JsonSerializer.Serialize(expected), JsonSerializer.Serialize(spec.Lstm));
        Assert.Equal([24, 168], spec.SeasonLengths);
        Assert.False(spec.IsAutomatic);
    }

    [Fact]
    public void A_block_can_change_them_and_trials_of_other_models_have_none()
    {
        var specs = Plan(
            """{ "seasonLength": 24, "mstl": { "model": ["naive", "lstm"], "lstm": [{ "units": 8, "seeds": 2, "seed": 5 }, { "loss": "pinball" }] } }""")
            .Select(trial => trial.Spec).OfType<MstlSpec>().ToList();

        Assert.Equal([AdjustedForm.Naive, AdjustedForm.Lstm, AdjustedForm.Lstm], specs.Select(spec => spec.Form));
        Assert.Null(specs[0].Lstm);
        var networks = specs.Skip(1).Select(spec => spec.Lstm!).OrderBy(network => network.Units).ToList();
        Assert.Equal((8, 2, 5, LossKind.Mae), (networks[0].Units, networks[0].Seeds, networks[0].Seed, networks[0].Loss));
        Assert.Equal((16, 5, 1, true), (networks[1].Units, networks[1].Seeds, networks[1].Seed, networks[1].ForecastsQuantiles));
    }

    // A Box-Cox transformation takes the place of the logarithm.
    [Fact]
    public void A_transformed_series_is_not_transformed_again()
    {
        Assert.Equal([TransformKind.Log], Only("""{ "seasonLength": 24, "mstl": { "model": "lstm" } }""").Lstm!.Transforms);
        Assert.Empty(Only("""{ "seasonLength": 24, "mstl": { "model": "lstm", "lambda": 0 } }""").Lstm!.Transforms);
    }

    [Fact]
    public void Their_cost_is_that_of_the_networks_and_of_MSTL()
    {
        const string grid = """{ "seasonLength": 24, "horizon": 24, "windows": 3, "refitEvery": 1 """;
        double Seconds(string more, string family) =>
            Plan(grid + more).Where(trial => trial.Spec.Family == family).Sum(trial => trial.EstimatedSeconds);

        var networks = Seconds(""", "lstm": { "m": 1, "level": "ses", "scale": "sample", "units": 40, "epochs": 200 } }""", "lstm");
        var mstl = Seconds(""", "mstl": { "model": "naive" } }""", "mstl") - TrialCost.FirstUse("mstl");
        var both = Seconds(
            """
            , "mstl": { "model": "lstm", "lstm": { "scaleInput": false, "scaleWeight": 0, "patch": 1, "stride": null, "lookBack": 12,
              "units": 40, "loss": "mse", "batchSize": 32, "learningRate": 0.001, "clipNorm": null, "schedule": "constant",
              "averaging": 0, "epochs": 200, "updates": null, "seeds": 1 } } }
            """,
            "mstl");

        Assert.Equal(networks + mstl, both, 1e-3);
        Assert.True(mstl > 1e-4);
        var spec = Only(grid + """, "mstl": { "model": "lstm" } }""");
        Assert.Equal(TrialMemory.Bytes(spec.Lstm!, Series), TrialMemory.Bytes(spec, Series));
    }

    [Fact]
    public void A_backend_that_the_host_lacks_is_missed_before_the_run()
    {
        var spec = Only("""{ "seasonLength": 24, "mstl": { "model": "lstm", "lstm": { "lstmEngine": "torchSharp" } } }""");

        Assert.Throws<InputException>(() => LstmBackends.BuiltIn.Require([spec]));
    }

    [Theory]
    [InlineData("""{ "model": "arima", "lstm": { "units": 8 } }""", "mstl.lstm", "none of its models", "model to lstm")]
    [InlineData("""{ "lstm": {} }""", "mstl.lstm", "none of its models", "model to lstm")]
    [InlineData("""{ "model": "lstm", "lstm": { "units": 0 } }""", "mstl.lstm.units", "0 is not allowed", "whole number from 1 to")]
    [InlineData("""{ "model": "lstm", "lstm": { "units": [8, 16] } }""", "mstl.lstm.units", "[8, 16] is not allowed", "whole number")]
    [InlineData("""{ "model": "lstm", "lstm": [{}, { "scope": "panel" }] }""", "mstl.lstm[1]", "'scope' is not known", "lookBack")]
    [InlineData("""{ "model": "lstm", "lstm": { "seed": 1, "seed": 2 } }""", "mstl.lstm", "'seed' occurs twice", "once")]
    [InlineData("""{ "model": "lstm", "lstm": { "loss": "crossEntropy" } }""", "mstl.lstm.loss", "not allowed", "mse, mae, huber, pinball")]
    [InlineData("""{ "model": "lstm", "lstm": { "level": "season" } }""", "mstl.lstm.level", "not allowed", "last, ses")]
    [InlineData("""{ "model": "lstm", "lstm": "auto" }""", "mstl.lstm", "not allowed", "an object with axes of lstm, each with one value")]
    [InlineData("""{ "model": "lstm", "lstm": { "transforms": ["difference"] } }""", "mstl.lstm.transforms", "not allowed", "log")]
    public void Mistakes_are_refused(string block, string where, string what, string remedy)
    {
        var problem = Assert.Throws<InputException>(() => Plan($$"""{ "seasonLength": 24, "mstl": {{block}} }""")).Problem;

        Assert.Equal(where, problem.Where);
        Assert.Contains(what, problem.What);
        Assert.Contains(remedy, problem.Right);
    }

    private static MstlSpec Only(string grid) => Assert.Single(Plan(grid).Select(trial => trial.Spec).OfType<MstlSpec>());

    private static IReadOnlyList<PlannedTrial> Plan(string grid) =>
        Planner.Plan(Series, GridReader.Read(Encoding.UTF8.GetBytes(grid))).Trials;
}
