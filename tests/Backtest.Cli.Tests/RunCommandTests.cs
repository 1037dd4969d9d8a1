using System.Globalization;
using System.Text.RegularExpressions;
using Backtest.Engineering;

namespace Backtest.Cli.Tests;

public sealed class RunCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("backtest-test-").FullName;

    [Fact]
    public async Task A_sample_ends_with_a_leaderboard_and_a_forecast()
    {
        var (code, output) = await Cli.RunAsync(_folder, "run", Repository.PathOf("samples", "air-passengers.csv"), "--horizon", "12");

        Assert.Equal(0, code);
        Assert.Contains("air-passengers: 144 values, 1949-01-01 to 1960-12-01, season 12", output);
        Assert.Contains("Seasonal naive [12]", output);
        Assert.Contains("1961-12-01", output);
        Assert.DoesNotContain('\u001b', output);
        Assert.Single(Directory.GetFiles(Path.Combine(_folder, "backtest-results"), "leaderboard.json", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_seasonal_ARIMA_wins_on_AirPassengers_with_a_hold_out_MASE_below_0_7()
    {
        await Cli.RunAsync(_folder, "run", Repository.PathOf("samples", "air-passengers.csv"), "--horizon", "12");

        var file = Directory.GetFiles(_folder, "leaderboard.json", SearchOption.AllDirectories).Single();
        var leaderboard =
            System.Text.Json.JsonDocument.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).RootElement;
        var rows = leaderboard.GetProperty("rows").EnumerateArray().ToList();
        var published = rows.Single(row => row.GetProperty("trial").GetString() == leaderboard.GetProperty("winner").GetString());
        Assert.Equal("arima", published.GetProperty("engine").GetString());
        Assert.True(published.GetProperty("spec").GetProperty("D").GetInt32() == 1);
        Assert.InRange(published.GetProperty("holdOut").GetProperty("mase").GetDouble(), 0, 0.7);
        Assert.True(rows.Count(row => row.GetProperty("engine").GetString() is "arima" or "lstm") >= 40);
    }

    [Fact]
    public async Task A_classifier_shows_the_most_probable_range_of_each_step()
    {
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "data.csv"),
            string.Join('\n', Enumerable.Range(0, 80).Select(t => t % 2 == 0 ? 1 : 9)),
            TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "grid.json"),
            """{ "seasonLength": 1, "horizon": 2, "lstm": { "lookBack": 2, "units": 8, "bins": 2, "epochs": 200, "learningRate": 0.01, "transforms": [] } }""",
            TestContext.Current.CancellationToken);

        var (code, output) = await Cli.RunAsync(_folder, "run", "data.csv", "--grid", "grid.json");

        Assert.Equal(0, code);
        Assert.Contains("below 5.00: 100 %", output);
        Assert.Contains("5.00 or more: 100 %", output);
    }

    [Theory]
    [InlineData("", "The file is empty.")]
    [InlineData("y\n", "line 1: The file has a header but no values.")]
    [InlineData("y\n1\ntwo\n", "line 3, column 'y': 'two' is not a number.")]
    [InlineData("1\n2\n3\n", "the grid needs at least")]
    public async Task Bad_input_is_one_clear_problem_and_nothing_is_stored(string csv, string problem)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "data.csv"), csv, TestContext.Current.CancellationToken);

        var (code, output) = await Cli.RunAsync(_folder, "run", "data.csv");

        Assert.Equal(2, code);
        Assert.Contains(problem, output);
        Assert.DoesNotContain("   at ", output);
        Assert.Empty(Directory.GetFiles(_folder, "*.json", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Many_series_are_summed_up_by_model_family()
    {
        var rows = Enumerable.Range(0, 8).SelectMany(series => Enumerable.Range(1, 40)
            .Select(t => FormattableString.Invariant($"s{series},{t},{100 + t + (series * Math.Sin(t))}")));
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "shops.csv"), "unique_id,ds,y\n" + string.Join('\n', rows), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "shops.grid.json"),
            """{ "horizon": 3, "theta": {}, "ets": { "model": "AAN" } }""",
            TestContext.Current.CancellationToken);

        var (code, output) = await Cli.RunAsync(_folder, "run", "shops.csv");

        Assert.Equal(0, code);
        Assert.Contains("8 series", output);
        Assert.Matches(@"s0 +ETS", output);
        Assert.Matches(@"ets +[0-8] +[\d.]+ +[\d.]+ +[\d.]+", output);
        Assert.Contains("of 8 series.", output);
        var forecasts = await File.ReadAllLinesAsync(
            Path.Combine(_folder, "backtest-results", "shops-forecasts.csv"), TestContext.Current.CancellationToken);
        Assert.Equal("unique_id,ds,model,yhat,lo-80,hi-80,lo-95,hi-95", forecasts[0]);
        Assert.Equal(1 + (8 * 3), forecasts.Length);
        Assert.StartsWith("s0,41,", forecasts[1]);
    }

    [Fact]
    public async Task A_run_without_a_result_says_why_and_the_next_one_too()
    {
        await WriteAsync("huge.csv", string.Join('\n', Values(1e200)));
        await WriteAsync("huge.grid.json", """{ "horizon": 3, "theta": {} }""");

        for (var attempt = 0; attempt < 2; attempt++)
        {
            var (code, output) = await Cli.RunAsync(_folder, "run", "huge.csv");

            Assert.Equal(4, code);
            Assert.Matches(
                @"huge: No trial could be scored\. (\d+) of \1 failed, such as Naive: The forecast errors are too large to be squared\.",
                output);
            Assert.DoesNotContain("Exception", output);
            Assert.DoesNotContain("   at ", output);
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(8)]
    public async Task A_series_without_a_result_costs_the_others_nothing(int count)
    {
        await WriteSeveralAsync(count, hugeOne: 1);

        var (code, output) = await Cli.RunAsync(_folder, "run", "shops.csv");

        Assert.Equal(4, code);
        Assert.Contains("s1: No trial could be scored.", output);
        Assert.Single(Directory.GetFiles(_folder, "latest.json", SearchOption.AllDirectories));
        Assert.Contains("s0", output);
        Assert.Contains($"s{count - 1}", output);

        // Several series have their verdicts in one line, few have one each.
        var verdicts = Regex.Matches(Regex.Match(output, "^Verdicts: .*$", RegexOptions.Multiline).Value, @"for (\d+)")
            .Sum(one => int.Parse(one.Groups[1].Value, CultureInfo.InvariantCulture));
        Assert.Equal(count == 8 ? count - 1 : 0, verdicts);
    }

    [Fact]
    public async Task Series_of_which_none_has_a_result_are_each_named()
    {
        await WriteSeveralAsync(6, hugeOne: null);

        var (code, output) = await Cli.RunAsync(_folder, "run", "shops.csv");

        Assert.Equal(4, code);
        Assert.All(Enumerable.Range(0, 6), series => Assert.Contains($"s{series}: No trial could be scored.", output));
        Assert.Contains("6 of 6 series have no result.", output);
    }

    [Fact]
    public async Task JSON_has_the_problem_of_a_series_in_its_place()
    {
        await WriteSeveralAsync(3, hugeOne: 1);

        var (code, output) = await Cli.RunAsync(_folder, "run", "shops.csv", "--grid", "shops.grid.json", "--json");

        Assert.Equal(4, code);
        var answers = System.Text.Json.JsonDocument.Parse(output).RootElement;
        Assert.Equal(
            ["shops.s0", "shops.s2"],
            new[] { answers[0], answers[2] }.Select(answer => answer.GetProperty("leaderboard").GetProperty("name").GetString()));
        Assert.Equal("shops.s1", answers[1].GetProperty("name").GetString());
        Assert.All(
            new[] { answers[0], answers[2] },
            answer => Assert.NotEmpty(answer.GetProperty("leaderboard").GetProperty("findings").EnumerateArray()));
        Assert.StartsWith("No trial could be scored.", answers[1].GetProperty("problem").GetProperty("title").GetString());
        Assert.False(answers[1].TryGetProperty("leaderboard", out _));
    }

    [Theory]
    [InlineData("models")]
    [InlineData("run", "flat.csv")]
    public async Task A_fault_is_one_sentence_before_its_details(params string[] command)
    {
        await WriteAsync("flat.csv", string.Join('\n', Enumerable.Repeat("7", 60)));
        await Cli.RunAsync(_folder, "run", "flat.csv");
        foreach (var file in Directory.GetFiles(_folder, "latest.json", SearchOption.AllDirectories))
        {
            // As a newer version might write it; a damaged document is written again.
            await WriteAsync(file, """{ "schemaVersion": 99 }""");
        }

        var (code, output) = await Cli.RunAsync(_folder, command);

        Assert.Equal(5, code);
        Assert.Matches("(?m)^The command met an unexpected error: .*latest.json", output);
        Assert.Contains("please report it", output);
    }

    [Fact]
    public async Task A_constant_series_works_and_a_baseline_wins()
    {
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "flat.csv"), string.Join('\n', Enumerable.Repeat("7", 60)), TestContext.Current.CancellationToken);

        var (code, output) = await Cli.RunAsync(_folder, "run", "flat.csv");

        Assert.Equal(0, code);
        Assert.Contains("Forecast by Naive", output);
        Assert.DoesNotContain("failed", output);
    }

    [Fact]
    public async Task A_missing_file_a_bad_horizon_and_a_bad_grid_are_named()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "grid.json"), "{ \"horizont\": 1 }", TestContext.Current.CancellationToken);
        var sample = Repository.PathOf("samples", "sales.csv");

        Assert.Contains("none.csv: There is no such file.", (await Cli.RunAsync(_folder, "run", "none.csv")).Output);
        Assert.Contains("--horizon: 0 is not allowed.", (await Cli.RunAsync(_folder, "run", sample, "--horizon", "0")).Output);
        Assert.Contains("The key 'horizont' is not known.", (await Cli.RunAsync(_folder, "run", sample, "--grid", "grid.json")).Output);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static IEnumerable<string> Values(double scale) =>
        Enumerable.Range(1, 40).Select(t => FormattableString.Invariant($"{scale * (100 + t + (10 * Math.Sin(1.7 * t)))}"));

    // One, or each, of several series in a file is too large to be scored.
    private async Task WriteSeveralAsync(int count, int? hugeOne)
    {
        var rows = Enumerable.Range(0, count)
            .SelectMany(series => Values(hugeOne is null || series == hugeOne ? 1e200 : 1).Select((value, t) => $"s{series},{t},{value}"));
        await WriteAsync("shops.csv", "unique_id,ds,y\n" + string.Join('\n', rows));
        await WriteAsync("shops.grid.json", """{ "horizon": 3, "theta": {} }""");
    }

    private Task WriteAsync(string name, string text) =>
        File.WriteAllTextAsync(Path.Combine(_folder, name), text, TestContext.Current.CancellationToken);
}
