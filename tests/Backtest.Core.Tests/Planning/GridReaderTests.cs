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
              "trainingLength": 60, "refitEvery": 3, "metric": "rmse", "nonNegative": true, "seed": 7, "batchSeconds": 2.5,
              "baselines": ["naive"], "ets": { "model": ["AAN", "auto"] }, "theta": {}, "arima": { "p": [0, 1] }, "lstm": [{ "units": 8 }, { "units": 16 }],
            }
            """);

        Assert.Equal(
            ("sales", 12, 6, 8, 4, 2, 1, 60, 3, RankingMetric.Rmse, true, 7, 2.5),
            (grid.Target,
                grid.SeasonLength,
                grid.Horizon,
                grid.TestLength,
                grid.Windows,
                grid.Step,
                grid.Gap,
                grid.TrainingLength,
                grid.RefitEvery,
                grid.Metric,
                grid.NonNegative,
                grid.Seed,
                grid.BatchSeconds));
        Assert.Equal(["baseline", "ets", "theta", "arima", "lstm", "lstm"], grid.Blocks!.Select(block => block.Family));
    }

    [Fact]
    public void The_address_of_a_schema_says_nothing_of_the_run() =>
        Assert.Equal(
            GridWriter.Write(Read("""{ "horizon": 3 }""")),
            GridWriter.Write(Read("""{ "$schema": "../grid.schema.json", "horizon": 3 }""")));

    [Fact]
    public void A_target_is_given_once_or_alike_in_whatever_order()
    {
        Assert.Equal("a", Read("""{ "columns": { "target": "a" }, "target": "a" }""").Target);
        foreach (var json in new[] { """{ "columns": { "target": "a" }, "target": "b" }""",
            """{ "target": "b", "columns": { "target": "a" } }""" })
        {
            Assert.Equal("columns.target", Assert.Throws<InputException>(() => Read(json)).Problem.Where);
        }
    }

    [Fact]
    public void What_is_wrong_with_a_calendar_says_what_would_be_right()
    {
        string Right(string calendar) => Assert.Throws<InputException>(() => Read($$"""{ "calendar": {{calendar}} }""")).Problem.Right!;

        Assert.StartsWith("Give one of AT, AU, BE, BR, CA, CH, CZ, DE, ", Right("""{ "country": "Germany" }"""));
        Assert.StartsWith("Give one of BB, BE, BW, BY, ", Right("""{ "country": "DE", "subdivision": "TX" }"""));
        Assert.StartsWith("Leave it out", Right("""{ "country": "US", "subdivision": "TX" }"""));
    }

    [Fact]
    public void A_grid_without_blocks_leaves_them_to_the_planner() => Assert.Null(Read("""{ "horizon": 3 }""").Blocks);

    [Fact]
    public void The_advice_on_a_fractional_season_is_a_grid()
    {
        var advice = Assert.Throws<InputException>(() => Read("""{ "seasonLength": [52.18] }""")).Problem.Right;

        Assert.Equal("""Give 52. ARIMA can have the fraction: "arima": {"auto": "stepwise", "fourier": [{"season": 52.18}]}.""", advice);
        var arima = Assert.Single(Read($$"""{ "seasonLength": 52, {{advice[advice.IndexOf('"')..^1]}} }""").Blocks!);
        Assert.Equal("arima", arima.Family);
    }

    [Theory]
    [InlineData("", "not valid JSON", "grid, line 1")]
    [InlineData("{\n  \"horizon\": 12\n  \"windows\": 3\n}", "not valid JSON", "grid, line 3")]
    [InlineData("[]", "not a JSON object", "grid")]
    [InlineData("""{ "horizont": 12 }""", "The key 'horizont' is not known.", "grid")]
    [InlineData("""{ "horizon": -1 }""", "-1 is not allowed.", "horizon")]
    [InlineData("""{ "horizon": 1.5 }""", "1.5 is not allowed.", "horizon")]
    [InlineData("""{ "seasonLength": [] }""", "is not a list of seasons", "seasonLength")]
    [InlineData("""{ "seasonLength": [168, 24] }""", "is not a list of seasons", "seasonLength")]
    [InlineData("""{ "seasonLength": [365.25] }""", "A first season of 365.25 values is not a whole number.", "seasonLength")]
    [InlineData("""{ "seasonLength": 52.18 }""", "A first season of 52.18 values is not a whole number.", "seasonLength")]
    [InlineData("""{ "seasonLength": [2, 3, 4, 5, 6] }""", "is not a list of seasons", "seasonLength")]
    [InlineData("""{ "seasonLength": [1, 7] }""", "[1, 7] is not allowed.", "seasonLength")]
    [InlineData("""{ "horizon": "12" }""", "\"12\" is not allowed.", "horizon")]
    [InlineData("""{ "horizon": 1, "horizon": 2 }""", "The key 'horizon' occurs twice.", "grid")]
    [InlineData("""{ "$schema": 3 }""", "3 is not allowed.", "$schema")]
    [InlineData("""{ "search": { "draws": 3 } }""", "The key 'draws' is not known.", "search")]
    [InlineData("""{ "search": { "trials": 0 } }""", "0 is not allowed.", "search.trials")]
    [InlineData("""{ "search": 3 }""", "neither a name nor an object", "search")]
    [InlineData("""{ "columns": { "times": "a" } }""", "The key 'times' is not known.", "columns")]
    [InlineData("""{ "columns": { "time": "a", "time": "b" } }""", "The key 'time' occurs twice.", "columns")]
    [InlineData("""{ "calendar": "DE" }""", "The calendar is not an object.", "calendar")]
    [InlineData("""{ "calendar": {} }""", "The calendar gives no covariate.", "calendar")]
    [InlineData("""{ "calendar": { "country": "de" } }""", "\"de\" is not allowed.", "calendar.country")]
    [InlineData(
        """{ "calendar": { "country": "DE", "subdivision": "Bayern" } }""",
        "The table of holidays knows no part 'Bayern' of DE.",
        "calendar.subdivision")]
    [InlineData(
        """{ "calendar": { "country": "US", "subdivision": "TX" } }""",
        "The table of holidays knows no part 'TX' of US.",
        "calendar.subdivision")]
    [InlineData("""{ "calendar": { "subdivision": "BY" } }""", "'BY' is a part of no country.", "calendar.subdivision")]
    [InlineData("""{ "calendar": { "fourier": { "7": 4 } } }""", "is not allowed.", "calendar.fourier")]
    [InlineData("""{ "calendar": { "fourier": { "week": 3 } } }""", "is not allowed.", "calendar.fourier")]
    [InlineData("""{ "calendar": { "fourier": { "7": 3, "7.0": 2 } } }""", "is not allowed.", "calendar.fourier")]
    [InlineData("""{ "calendar": { "holidays": true } }""", "The key 'holidays' is not known.", "calendar")]
    [InlineData("""{ "metric": "accuracy" }""", "\"accuracy\" is not allowed.", "metric")]
    [InlineData("""{ "nonNegative": 1 }""", "1 is not allowed.", "nonNegative")]
    [InlineData("""{ "nonNegative": null }""", "null is not allowed.", "nonNegative")]
    [InlineData("""{ "arima": [{ "p": [0, 1] }, { "p": [0, -1] }] }""", "-1 is not allowed.", "arima[1].p[1]")]
    [InlineData("""{ "arima": [{ "r": 1 }] }""", "The key 'r' is not known.", "arima[0]")]
    [InlineData("""{ "arima": 3 }""", "neither an object nor a list", "arima")]
    [InlineData("""{ "ets": { "model": ["AAN", "AMN"] } }""", "\"AMN\" is not allowed.", "ets.model[1]")]
    [InlineData("""{ "theta": { "p": 1 } }""", "The key 'p' is not known.", "theta")]
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

    [Theory]
    [InlineData("seasonLength", 1, 10_000)]
    [InlineData("horizon", 1, 10_000)]
    [InlineData("testLength", 1, 1_000_000)]
    [InlineData("windows", 1, 1_000)]
    [InlineData("step", 1, 1_000_000)]
    [InlineData("gap", 0, 10_000)]
    [InlineData("trainingLength", 2, 10_000_000)]
    [InlineData("refitEvery", 0, 1_000)]
    [InlineData("seed", int.MinValue, int.MaxValue)]
    [InlineData("arima.p", 0, 24)]
    [InlineData("arima.d", 0, 2)]
    [InlineData("arima.q", 0, 24)]
    [InlineData("arima.P", 0, 4)]
    [InlineData("arima.D", 0, 1)]
    [InlineData("arima.Q", 0, 4)]
    [InlineData("arima.m", 1, 60)]
    [InlineData("ets.m", 1, 24)]
    [InlineData("theta.m", 1, 10_000)]
    [InlineData("lstm.lookBack", 1, 1_000)]
    [InlineData("lstm.units", 1, 1_024)]
    [InlineData("lstm.layers", 1, 8)]
    [InlineData("lstm.epochs", 1, 100_000)]
    [InlineData("lstm.batchSize", 1, 100_000)]
    [InlineData("lstm.seed", int.MinValue, int.MaxValue)]
    public void Whole_numbers_are_accepted_in_their_range_alone(string field, int minimum, int maximum)
    {
        Read(With(field, $"{minimum}"));
        Read(With(field, $"{maximum}"));
        foreach (var value in new[] { $"{minimum - 1L}", $"{maximum + 1L}", $"{minimum}.5", $"\"{minimum}\"", "true", "1e99" })
        {
            var problem = Assert.Throws<InputException>(() => Read(With(field, value))).Problem;

            Assert.Equal(($"{value} is not allowed.", field), (problem.What, problem.Where));
            Assert.Contains("whole number", problem.Right);
        }
    }

    [Theory]
    [InlineData("batchSeconds", 0.1, 600)]
    [InlineData("arima.lambda", -2, 2)]
    [InlineData("lstm.dropout", 0, 0.95)]
    [InlineData("lstm.recurrentDropout", 0, 0.95)]
    public void Numbers_are_accepted_in_their_range_alone(string field, double minimum, double maximum)
    {
        Read(With(field, FormattableString.Invariant($"{minimum}")));
        Read(With(field, FormattableString.Invariant($"{maximum}")));
        foreach (var value in new[] { FormattableString.Invariant($"{minimum - 0.01}"),
            FormattableString.Invariant($"{maximum + 0.01}"),
            "\"0.5\"",
            "false",
            "1e999" })
        {
            Assert.Equal(field, Assert.Throws<InputException>(() => Read(With(field, value))).Problem.Where);
        }
    }

    [Theory]
    [InlineData("target", "\"\"")]
    [InlineData("target", "3")]
    [InlineData("arima.constant", "1")]
    [InlineData("arima.method", "\"ols\"")]
    [InlineData("lstm.loss", "\"MSE\"")]
    [InlineData("lstm.optimizer", "null")]
    [InlineData("lstm.lstmEngine", "\"torch\"")]
    [InlineData("lstm.transforms", "\"log\"")]
    [InlineData("lstm.dense", "[{ \"activation\": \"relu\" }]")]
    [InlineData("lstm.dense", "[{ \"units\": 4, \"size\": 4 }]")]
    [InlineData("lstm.dense", "[{ \"units\": 4, \"units\": 8 }]")]
    [InlineData("lstm.dense", "[{ \"units\": 4, \"activation\": \"relu\", \"activation\": \"tanh\" }]")]
    public void Other_values_are_refused_with_their_field(string field, string value) =>
        Assert.Equal(field, Assert.Throws<InputException>(() => Read(With(field, value))).Problem.Where);

    [Theory]
    [InlineData("{ \"target\": \"\\ud800\" }")]
    [InlineData("{ \"\\udc00\": 1 }")]
    [InlineData("{ \"metric\": \"\\ud800\" }")]
    [InlineData("{ \"lstm\": { \"transforms\": [\"\\ud800\"] } }")]
    public void Text_that_is_not_Unicode_is_a_problem(string json) =>
        Assert.Contains("not Unicode", Assert.Throws<InputException>(() => Read(json)).Problem.What);

    [Fact]
    public void A_short_text_that_stands_for_very_many_values_is_a_problem()
    {
        var block = """{ "learningRate": { "from": 0.001, "to": 1, "count": 10000 } }""";

        var problem =
            Assert.Throws<InputException>(() => Read($$"""{ "lstm": [{{string.Join(',', Enumerable.Repeat(block, 11))}}] }""")).Problem;

        Assert.Equal(("The grid has more than 100000 values.", "lstm"), (problem.What, problem.Where));
        Assert.Equal(10, Read($$"""{ "lstm": [{{string.Join(',', Enumerable.Repeat(block, 10))}}] }""").Blocks!.Count);
    }

    [Fact]
    public void Bytes_that_are_not_UTF_8_are_a_problem()
    {
        Assert.Throws<InputException>(() => GridReader.Read(Encoding.Latin1.GetBytes("""{ "target": "Umsätze" }""")));
        Assert.Throws<InputException>(() => GridReader.Read(Encoding.Unicode.GetBytes("""{ "horizon": 3 }""")));
    }

    [Fact]
    public void A_byte_order_mark_is_passed_over() =>
        Assert.Equal(3, GridReader.Read(new ReadOnlyMemory<byte>([0xEF, 0xBB, 0xBF, .. """{ "horizon": 3 }"""u8])).Horizon);

    [Fact]
    public void A_list_is_one_value_of_an_axis_of_lists_and_a_list_of_lists_several()
    {
        int Values(string transforms) => Read($$"""{ "lstm": { "transforms": {{transforms}} } }""").Blocks![0].Axes[0].Values.Count;

        Assert.Equal(1, Values("""["difference", "minMax"]"""));
        Assert.Equal(1, Values("[]"));
        Assert.Equal(3, Values("""[[], ["difference"], ["log", "difference"]]"""));
    }

    // "lstm.units" and 8 become { "lstm": { "units": 8 } }.
    private static string With(string field, string value) => field.Split('.') switch
    {
        [var family, var axis] => $$"""{ "{{family}}": { "{{axis}}": {{value}} } }""",
        _ => $$"""{ "{{field}}": {{value}} }""",
    };

    private static Grid Read(string json) => GridReader.Read(Encoding.UTF8.GetBytes(json));
}
