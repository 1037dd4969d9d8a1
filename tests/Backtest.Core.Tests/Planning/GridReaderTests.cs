using System.Text;
using Backtest.Core.Evaluation;
using Backtest.Core.Planning;
using Backtest.Core.Problems;

namespace Backtest.Core.Tests.Planning;

public sealed class GridReaderTests
{
    [Fact]
    public void Every_field_is_read()
    {
        var grid = Read("""
            {
              // Comments and a trailing comma are accepted.
              "target": "sales", "seasonLength": 12, "horizon": 6, "testLength": 8, "windows": 4, "step": 2, "gap": 1,
              "trainingLength": 60, "refitEvery": 3, "metric": "rmse", "seed": 7, "batchSeconds": 2.5,
              "baselines": ["naive"], "arima": { "p": [0, 1] }, "lstm": [{ "units": 8 }, { "units": 16 }],
            }
            """);

        Assert.Equal(
            ("sales", 12, 6, 8, 4, 2, 1, 60, 3, RankingMetric.Rmse, 7, 2.5),
            (grid.Target, grid.SeasonLength, grid.Horizon, grid.TestLength, grid.Windows, grid.Step, grid.Gap, grid.TrainingLength, grid.RefitEvery, grid.Metric, grid.Seed, grid.BatchSeconds));
        Assert.Equal(["baseline", "arima", "lstm", "lstm"], grid.Blocks!.Select(block => block.Engine));
    }

    [Fact]
    public void A_grid_without_blocks_leaves_them_to_the_planner() => Assert.Null(Read("""{ "horizon": 3 }""").Blocks);

    [Theory]
    [InlineData("", "not valid JSON", "grid, line 1")]
    [InlineData("{\n  \"horizon\": 12\n  \"windows\": 3\n}", "not valid JSON", "grid, line 3")]
    [InlineData("[]", "not a JSON object", "grid")]
    [InlineData("""{ "horizont": 12 }""", "The key 'horizont' is not known.", "grid")]
    [InlineData("""{ "horizon": -1 }""", "-1 is not allowed.", "horizon")]
    [InlineData("""{ "horizon": 1.5 }""", "1.5 is not allowed.", "horizon")]
    [InlineData("""{ "horizon": "12" }""", "\"12\" is not allowed.", "horizon")]
    [InlineData("""{ "horizon": 1, "horizon": 2 }""", "The key 'horizon' occurs twice.", "grid")]
    [InlineData("""{ "metric": "accuracy" }""", "\"accuracy\" is not allowed.", "metric")]
    [InlineData("""{ "arima": [{ "p": [0, 1] }, { "p": [0, -1] }] }""", "-1 is not allowed.", "arima[1].p[1]")]
    [InlineData("""{ "arima": [{ "r": 1 }] }""", "The key 'r' is not known.", "arima[0]")]
    [InlineData("""{ "arima": 3 }""", "neither an object nor a list", "arima")]
    [InlineData("""{ "lstm": { "units": [] } }""", "The list is empty.", "lstm.units")]
    [InlineData("""{ "lstm": { "dropout": 1 } }""", "1 is not allowed.", "lstm.dropout")]
    [InlineData("""{ "lstm": { "learningRate": 1e999 } }""", "1e999 is not allowed.", "lstm.learningRate")]
    [InlineData("""{ "lstm": { "transforms": ["differences"] } }""", "[\"differences\"] is not allowed.", "lstm.transforms")]
    [InlineData("""{ "lstm": { "dense": [{ "units": 0 }] } }""", "is not allowed.", "lstm.dense")]
    [InlineData("""{ "baselines": ["guess"] }""", "\"guess\" is not allowed.", "baselines[0]")]
    public void What_is_wrong_is_named_with_its_field(string json, string what, string where)
    {
        var problem = Assert.Throws<InputException>(() => Read(json)).Problem;

        Assert.Contains(what, problem.What);
        Assert.Equal(where, problem.Where);
        Assert.NotEmpty(problem.Right);
    }

    [Fact]
    public void A_list_is_one_value_of_an_axis_of_lists_and_a_list_of_lists_several()
    {
        int Values(string transforms) => Read($$"""{ "lstm": { "transforms": {{transforms}} } }""").Blocks![0].Axes[0].Values.Count;

        Assert.Equal(1, Values("""["difference", "minMax"]"""));
        Assert.Equal(1, Values("[]"));
        Assert.Equal(3, Values("""[[], ["difference"], ["log", "difference"]]"""));
    }

    private static Grid Read(string json) => GridReader.Read(Encoding.UTF8.GetBytes(json));
}
