using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Backtest.Core.Planning;
using Backtest.Core.Series;

namespace Backtest.Core.Tests.Planning;

public sealed class GridWriterTests
{
    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "seasonLength": 12 }""")]
    [InlineData("""{ "seasonLength": [6, 25.5], "mstl": { "model": ["ets", "arma"], "m": [[6], [6, 12]], "lambda": 0 } }""")]
    [InlineData(
        """{ "seasonLength": [6, 25.5], "seed": 3, "mstl": { "model": ["drift", "lstm"], "lambda": [null, 0], "lstm": [{}, { "units": 4, "transforms": [] }] } }""")]
    [InlineData(
        """{ "seasonLength": 7, "gap": 2, "trainingLength": 90, "refitEvery": 0, "metric": "rmse", "winner": "best", "nonNegative": true, "seed": 7, "batchSeconds": 2.5 }""")]
    [InlineData(
        """{ "search": "halving", "lstm": "auto", "baselines": "auto", "ensemble": { "best": 2, "engines": [["ets", "theta"], ["arima"]] }, "ets": {} }""")]
    [InlineData(
        """{ "search": { "method": "random", "trials": 9, "seed": 3 }, "arima": { "p": "auto", "lambda": [null, 0], "constant": [true, false, null] } }""")]
    [InlineData(
        """{ "futureCovariates": ["price, \"new\""], "horizon": 4, "lstm": { "covariates": [[], ["price, \"new\""]], "dense": [[], [{ "units": 3, "activation": "tanh" }]], "transforms": [["log"], []], "learningRate": { "from": 0.0001, "to": 0.01, "count": 3, "scale": "log" } } }""")]
    [InlineData(
        """{ "calendar": { "country": "DE", "subdivision": "BY", "daysAround": 2, "workingDays": true, "fourier": { "7": 3, "365.25": 10 } }, "arima": "auto", "lstm": { "covariates": [["holiday-1"]] } }""")]
    public void A_completed_grid_that_is_written_and_read_plans_the_same(string json)
    {
        var grid = GridReader.Read(Encoding.UTF8.GetBytes(json));
        var values = Enumerable.Range(0, 150).Select(t => 100 + t + (10 * Math.Sin(t))).ToArray();
        var hasDates = grid.Calendar is not null;
        var series = new TimeSeries(
            "x",
            values,
            hasDates ? [.. values.Select((_, t) => new DateTime(2023, 1, 1).AddDays(t))] : null,
            hasDates ? new TimeSpacing(0, TimeSpan.FromDays(1)) : null,
            Covariates: [.. grid.FutureCovariates.Select(name => new Covariate(name, [.. values, .. values], true))]);
        var expected = Planner.Plan(series, grid);

        var written = GridWriter.Write(Planner.Complete(series, grid));

        var read = Planner.Plan(series, GridReader.Read(Encoding.UTF8.GetBytes(written)));
        Assert.Equal(JsonSerializer.Serialize(expected.Protocol), JsonSerializer.Serialize(read.Protocol));
        Assert.Equal(JsonSerializer.Serialize(expected.Trials), JsonSerializer.Serialize(read.Trials));
        Assert.Equal(expected.Batches, read.Batches);
        Assert.DoesNotContain("\"auto\": \"auto\"", written);

        // Including everything that it leaves to defaults.
        var whole = Planner.Plan(series, GridReader.Read(Encoding.UTF8.GetBytes(
            GridWriter.WriteWhole(Planner.Complete(series, grid), expected.Protocol))));
        Assert.Equal(JsonSerializer.Serialize(expected.Protocol), JsonSerializer.Serialize(whole.Protocol));
        Assert.Equal(JsonSerializer.Serialize(expected.Trials), JsonSerializer.Serialize(whole.Trials));
        Assert.Equal(expected.Batches, whole.Batches);
    }

    [Fact]
    public void A_whole_grid_has_every_key_and_axis_that_a_run_uses()
    {
        var series = new TimeSeries("x", [.. Enumerable.Range(0, 60).Select(t => t + (5 * Math.Sin(t)))]);
        var grid = GridReader.Read("""{ "horizon": 3, "lstm": { "units": [4, 8] }, "arima": { "p": 1 } }"""u8.ToArray());

        var whole = JsonNode.Parse(GridWriter.WriteWhole(Planner.Complete(series, grid), Planner.Plan(series, grid).Protocol))!;

        foreach (var (key, value) in new[]
        {
            ("gap", "0"), ("winner", "\"ensembleUnlessWorse\""), ("search", "\"grid\""), ("seed", "1"), ("batchSeconds", "10"), ("metric", "\"mase\""),
        })
        {
            Assert.Equal((key, value), (key, whole[key]?.ToJsonString()));
        }

        var lstm = whole["lstm"]![0]!;
        foreach (var axis in new[] { "units", "layers", "epochs", "learningRate", "batchSize", "dropout", "optimizer" })
        {
            Assert.NotNull(lstm[axis]);
        }

        Assert.Equal("[4,8]", lstm["units"]!.ToJsonString());
        Assert.Equal(("1", "0", "0"), (whole["arima"]![0]!["p"]!.ToJsonString(), whole["arima"]![0]!["d"]!.ToJsonString(),
            whole["arima"]![0]!["q"]!.ToJsonString()));
    }

    [Fact]
    public void What_is_as_by_default_is_left_out_and_auto_stays_until_it_is_completed() =>
        Assert.Equal(
            "{\n  \"horizon\": 3,\n  \"lstm\": [\n    { \"units\": [4, 8], \"lookBack\": \"auto\" }\n  ],\n  \"arima\": \"auto\"\n}\n",
            GridWriter.Write(GridReader.Read(
                """{ "horizon": 3, "gap": 0, "lstm": { "units": [4, 8], "lookBack": "auto" }, "arima": "auto" }"""u8.ToArray())));

    [Fact]
    public void What_a_search_does_not_use_is_left_out() =>
        Assert.Equal(
            "{\n  \"horizon\": 3\n}\n",
            GridWriter.Write(GridReader.Read("""{ "horizon": 3, "search": { "reduction": 2, "seed": 5 } }"""u8.ToArray())));
}
