using System.Text;
using System.Text.Json;
using Backtest.Core.Evaluation;
using Backtest.Core.Models;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Planning;
using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Core.Transforms;

namespace Backtest.Core.Tests.Planning;

public sealed class SampleOptionsTests
{
    [Fact]
    public void A_level_brings_the_logarithm_and_the_direct_output_with_it()
    {
        var spec = Only("""{ "level": "ses" }""");

        Assert.Equal([TransformKind.Log], spec.Transforms);
        Assert.Equal((OutputKind.Direct, 6), (spec.Output, spec.Steps));
        Assert.Empty(Only("""{ "level": "ses", "transforms": [] }""").Transforms);
        Assert.Equal([TransformKind.Difference, TransformKind.Standardise], Only("{}").Transforms);
    }

    [Theory]
    [InlineData("""{ "level": "ses", "patch": 1, "seeds": 1, "stride": 1 }""", """{ "level": "ses" }""")]
    [InlineData("""{ "level": "ses", "patch": 4, "stride": 4, "lookBack": 15 }""", """{ "level": "ses", "patch": 4, "lookBack": 12 }""")]
    [InlineData("""{ "level": "ses", "patch": 20, "stride": 3, "lookBack": 9 }""", """{ "level": "ses", "patch": 9, "lookBack": 9 }""")]
    [InlineData("""{ "patience": 5, "validation": true }""", """{ "patience": 5 }""")]
    [InlineData("""{ "level": "ses", "scaleInput": true, "scaleWeight": 1 }""", """{ "level": "ses" }""")]
    [InlineData("""{ "level": "season", "m": 1, "base": "seasonalNaive", "adjustSeason": true }""", """{ "level": "last", "m": 1 }""")]
    public void What_has_no_effect_makes_no_other_trial(string one, string other) =>
        Assert.Single(Specs($"[{one}, {other}]"));

    [Theory]
    [InlineData("""{ "patch": 4 }""", "lstm.patch", "level")]
    [InlineData("""{ "scale": "sample" }""", "lstm.scale", "level")]
    [InlineData("""{ "level": [null, "ses"], "adjustSeason": true }""", "lstm.adjustSeason", "level")]
    [InlineData("""{ "level": "ses", "transforms": ["difference"] }""", "lstm.transforms", "log")]
    [InlineData("""{ "level": "ses", "output": "recursive" }""", "lstm.output", "direct")]
    [InlineData("""{ "level": "ses", "bins": 5 }""", "lstm.bins", "bins")]
    [InlineData("""{ "averaging": 0.9, "patience": 5 }""", "lstm", "patience")]
    [InlineData("""{ "loss": "pinball" }""", "lstm.loss", "level")]
    [InlineData("""{ "level": "ses", "loss": "pinball", "outputActivation": "tanh" }""", "lstm.outputActivation", "outputActivation")]
    [InlineData("""{ "level": "ses", "outputActivation": "quantiles" }""", "lstm.outputActivation", "softmax")]
    [InlineData("""{ "level": "ses", "dense": [[{ "units": 15, "activation": "quantiles" }]] }""", "lstm.dense[0]", "activation")]
    public void What_contradicts_itself_is_refused_with_what_would_be_right(string block, string where, string right)
    {
        var problem = Assert.Throws<InputException>(() => Specs(block)).Problem;

        Assert.Equal(where, problem.Where);
        Assert.Contains(right, problem.Right);
    }

    [Fact]
    public void The_pinball_loss_brings_its_output()
    {
        var spec = Only("""{ "level": "ses", "loss": "pinball" }""");

        Assert.Equal((Activation.Quantiles, 6 * 15), (spec.OutputActivation, LstmShape.Of(spec, 1).Outputs));
        Assert.Contains(", quantiles", spec.Label);
        var stored = JsonSerializer.Serialize<ModelSpec>(spec);
        Assert.Equal(TrialIdentity.Of(spec), TrialIdentity.Of(JsonSerializer.Deserialize<ModelSpec>(stored)!));
    }

    [Fact]
    public void Patches_seeds_and_updates_are_in_the_cost_and_the_memory()
    {
        var series = new TimeSeries("demo", [.. Enumerable.Range(0, 400).Select(t => 100 + (10 * Math.Sin(t)))]);
        var protocol = new BacktestProtocol { Horizon = 6, SeasonLength = 12, TestLength = 6, Windows = 2, Step = 6 };
        var spec = Only("""{ "level": "ses", "lookBack": 48, "epochs": 200, "units": 32, "batchSize": 16 }""");
        double Cost(LstmSpec one) => TrialCost.Seconds(one, series, protocol);

        Assert.Equal(3, Cost(spec with { Seeds = 3 }) / Cost(spec), 0.01);
        Assert.InRange(Cost(spec with { Updates = 100 }) / Cost(spec), 0.01, 0.1);
        Assert.InRange(Cost(spec with { Patch = 12 }) / Cost(spec), 0.08, 0.3);
        Assert.True(TrialMemory.Bytes(spec with { Patch = 12 }, series) < TrialMemory.Bytes(spec, series));
        Assert.True(TrialMemory.Bytes(spec with { Seeds = 20 }, series) > TrialMemory.Bytes(spec, series));
        var quantiles = Only("""{ "level": "ses", "lookBack": 48, "epochs": 200, "units": 32, "batchSize": 16, "loss": "pinball" }""");
        Assert.InRange(Cost(quantiles) / Cost(spec), 1.001, 1.2);
        Assert.True(TrialMemory.Bytes(quantiles, series) > TrialMemory.Bytes(spec, series));
    }

    private static LstmSpec Only(string block) => Assert.Single(Specs(block));

    private static List<LstmSpec> Specs(string blocks) => [.. GridExpansion.Expand(
        GridReader.Read(Encoding.UTF8.GetBytes($$"""{ "horizon": 6, "lstm": {{blocks}} }""")),
        new BacktestProtocol { Horizon = 6, SeasonLength = 12, TestLength = 6, Windows = 2, Step = 6 }).OfType<LstmSpec>()];
}
