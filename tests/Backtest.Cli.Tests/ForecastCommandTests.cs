using System.Text.Json;
using System.Text.RegularExpressions;
using Backtest.Engineering;

namespace Backtest.Cli.Tests;

public sealed class ForecastCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("backtest-test-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stored_model_forecasts_as_its_run_did_and_goes_on_with_more_values()
    {
        var sales = await File.ReadAllLinesAsync(Repository.PathOf("samples", "sales.csv"), Stop);
        await WriteAsync("sales.csv", string.Join('\n', sales));
        await WriteAsync(
            "sales.grid.json", """{ "horizon": 3, "arima": { "p": 1, "d": 1 }, "lstm": { "lookBack": 3, "units": 4, "epochs": 10 } }""");
        string[] json = ["--grid", "sales.grid.json", "--json"];
        var run = JsonDocument.Parse((await Cli.RunAsync(_folder, ["run", "sales.csv", .. json])).Output).RootElement[0];
        var published = run.GetProperty("leaderboard").GetProperty("winner").GetString()!;
        var final = Directory.GetFiles(_folder, $"{published}.final.json", SearchOption.AllDirectories).Single();
        var network = Directory.GetFiles(_folder, "lstm-*.onnx", SearchOption.AllDirectories)
            .First(file => !file.Contains(".final.", StringComparison.Ordinal));

        var again = JsonDocument.Parse((await Cli.RunAsync(_folder, ["forecast", final, "sales.csv", .. json])).Output).RootElement;
        await WriteAsync("more.csv", string.Join('\n', sales.Append("4100")));
        var more = JsonDocument.Parse(
            (await Cli.RunAsync(_folder, "forecast", network, "more.csv", "--horizon", "2", "--level", "50", "--json")).Output).RootElement;

        Assert.Equal(Values(run.GetProperty("forecast")), Values(again));
        Assert.Equal(2, Values(more).Length);
        Assert.Equal(50, more.GetProperty("forecast")[0].GetProperty("intervals")[0].GetProperty("level").GetDouble());
        Assert.All(Values(more), value => Assert.InRange(value, 4000, 4300));
    }

    [Fact]
    public async Task A_series_that_the_model_cannot_go_on_from_is_named()
    {
        await WriteAsync("data.csv", "y\n" + string.Join('\n', Enumerable.Range(0, 60)
            .Select(t => FormattableString.Invariant($"{100 + t + (5 * Math.Sin(t * Math.PI / 2))}"))));
        await WriteAsync(
            "data.grid.json",
            """{ "seasonLength": 4, "horizon": 3, "windows": 2, "theta": {}, "ets": { "model": "MAM" }, "arima": { "q": 1, "D": 1, "Q": 1, "lambda": 0 }, "lstm": { "lookBack": 4, "units": 4, "epochs": 50, "transforms": [["seasonalDifference", "standardise"]] }, "ensemble": { "onePerEngine": true } }""");
        Assert.Equal(0, (await Cli.RunAsync(_folder, "run", "data.csv")).ExitCode);
        await WriteAsync("short.csv", "y\n1\n2\n");
        await WriteAsync("negative.csv", "y\n" + string.Join('\n', Enumerable.Range(0, 60).Select(t => $"{10 - t}")));
        var models = Directory.GetFiles(_folder, "*.final.json", SearchOption.AllDirectories);
        Assert.Equal(5, models.Length);

        foreach (var model in models)
        {
            var (code, output) = await Cli.RunAsync(_folder, "forecast", model, "short.csv");
            Assert.True(code == 2, output);
            Assert.Contains("cannot forecast this series", output);
        }

        var arima = await Cli.RunAsync(
            _folder,
            "forecast",
            models.Single(model => Path.GetFileName(model).StartsWith("arima-", StringComparison.Ordinal)),
            "negative.csv");
        Assert.True(arima.ExitCode == 2, arima.Output);
        Assert.Contains("needs positive values; the one at position 11 is 0.", arima.Output);
    }

    [Fact]
    public async Task A_stored_model_of_counts_forecasts_no_negative_ones()
    {
        await WriteAsync("counts.csv", "y\n" + string.Join('\n', Enumerable.Range(0, 50).Select(t => Math.Max(0, 60 - (2 * t) + (t % 3)))));
        await WriteAsync(
            "counts.grid.json",
            """{ "horizon": 3, "windows": 2, "baselines": ["drift"], "theta": {}, "arima": { "d": 1, "constant": true } }""");
        Assert.Equal(0, (await Cli.RunAsync(_folder, "run", "counts.csv")).ExitCode);

        foreach (var model in Directory.GetFiles(_folder, "*.json", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(Path.GetDirectoryName(file)) == "models"))
        {
            var (code, output) = await Cli.RunAsync(
                _folder, "forecast", model, "counts.csv", "--grid", "counts.grid.json", "--horizon", "8", "--level", "99", "--json");
            Assert.True(code == 0, output);
            var answer = JsonDocument.Parse(output).RootElement;
            Assert.All(Values(answer), value => Assert.True(value >= 0));
            Assert.All(answer.GetProperty("forecast")
                .EnumerateArray(), step => Assert.Equal(0, step.GetProperty("intervals")[0].GetProperty("lower").GetDouble()));
        }
    }

    [Fact]
    public async Task A_model_that_is_none_is_named()
    {
        await WriteAsync("data.csv", "1\n2\n3\n");

        Assert.Contains("none.onnx: There is no such file.", (await Cli.RunAsync(_folder, "forecast", "none.onnx", "data.csv")).Output);
        Assert.Contains("not where its run stored it", (await Cli.RunAsync(_folder, "forecast", "data.csv", "data.csv")).Output);
        Directory.CreateDirectory(Path.Combine(_folder, "models"));
        await WriteAsync(Path.Combine("models", "mine.json"), "{}");
        Assert.Contains(
            "'mine' is not the id of a trial", (await Cli.RunAsync(_folder, "forecast", "models/mine.json", "data.csv")).Output);
        Assert.Contains("'0' is not a horizon", (await Cli.RunAsync(_folder, "forecast", "data.csv", "data.csv", "--horizon", "0")).Output);
    }

    [Fact]
    public async Task The_grid_of_a_file_is_complete_and_a_run_takes_it_up()
    {
        await WriteAsync(
            "data.csv",
            "y\n" + string.Join('\n', Enumerable.Range(0, 60).Select(t => FormattableString.Invariant($"{100 + t + (5 * Math.Sin(t))}"))));
        var (code, output) = await Cli.RunAsync(_folder, "grid", "data.csv");
        Assert.Equal(0, code);
        var json = Json(output);
        await WriteAsync("data.grid.json", json);

        var grid = JsonDocument.Parse(json).RootElement;

        Assert.Equal(6, grid.GetProperty("horizon").GetInt32());
        Assert.Equal(["baselines", "ets", "theta", "ces", "arima", "lstm", "ensemble"], grid.EnumerateObject()
            .Select(field => field.Name)
            .SkipWhile(name => name != "baselines"));
        Assert.Matches(@"\d+ trials, about [\d.]+ s of one core, for 60 values", output);

        // The completed grid is its own completion.
        Assert.Equal(json, Json((await Cli.RunAsync(_folder, "grid", "data.csv")).Output));
    }

    [Fact]
    public async Task The_grid_of_a_panel_says_how_many_series_would_have_another()
    {
        static string Rows(string id, int count) =>
            string.Concat(Enumerable.Range(0, count).Select(t => $"{id},{1900 + t}-01-01,{100 + (t * 7 % 11)}\n"));
        await WriteAsync("panel.csv", $"id,d,y\n{Rows("a", 40)}{Rows("b", 40)}{Rows("c", 90)}");

        var (code, output) = await Cli.RunAsync(_folder, "grid", "panel.csv");

        Assert.Equal(0, code);
        Assert.Contains("Without this grid, 1 of the 3 series would have other settings than 'a', the first one.", output);

        // The trials and seconds are those of the run.
        var planned = Regex.Match(output, @"(\d+) trials, about ([\d.]+) s of one core, for 3 series of 170 values");
        Assert.True(planned.Success, output);
        var (_, run) = await Cli.RunAsync(_folder, "run", "panel.csv", "--out", "panel");
        Assert.Contains($"3 series, {planned.Groups[1].Value} trials", run);
    }

    [Fact]
    public async Task The_schema_of_a_grid_needs_no_data()
    {
        var (code, output) = await Cli.RunAsync(_folder, "grid", "--schema");

        Assert.Equal(0, code);
        Assert.Equal(await File.ReadAllTextAsync(Repository.PathOf("docs", "grid.schema.json"), Stop), output);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Json(string output) => output[output.IndexOf('{', StringComparison.Ordinal)..(output.LastIndexOf('}') + 1)];

    // Each series of three values again and again, from another one; a network of the panel knows any of them by its first values.
    [Fact]
    public async Task A_series_that_was_in_no_upload_is_forecast_by_networks_of_others()
    {
        await WriteAsync("shops.csv", "unique_id,ds,y\n" + string.Join('\n', Enumerable.Range(0, 4).SelectMany(series =>
            Enumerable.Range(1, 40).Select(t => $"s{series},{t},{(10 + series) * (1 + ((t + series) % 3))}"))));
        await WriteAsync(
            "shops.grid.json",
            """
            {
              "seasonLength": 1, "horizon": 3, "windows": 2, "baselines": ["naive"],
              "lstm": {
                "scope": "panel", "level": "last", "lookBack": 6, "units": 8, "epochs": 30, "batchSize": 16, "learningRate": 0.02,
                "loss": "mae", "schedule": "cosine"
              }
            }
            """);
        Assert.Equal(0, (await Cli.RunAsync(_folder, "run", "shops.csv")).ExitCode);
        await WriteAsync("new.csv", "y\n" + string.Join('\n', Enumerable.Range(0, 9).Select(t => 70 * (1 + (t % 3)))));
        await WriteAsync("short.csv", "y\n1\n2\n");
        var network = Directory.GetFiles(_folder, "1-0.onnx", SearchOption.AllDirectories).Single();

        var (code, output) = await Cli.RunAsync(_folder, "forecast", network, "new.csv", "--json");
        var tooShort = await Cli.RunAsync(_folder, "forecast", network, "short.csv");
        var absent = await Cli.RunAsync(_folder, "forecast", network.Replace("1-0", "7-7", StringComparison.Ordinal), "new.csv");

        Assert.True(code == 0, output);
        var forecast = Values(JsonDocument.Parse(output).RootElement);
        Assert.All(new[] { 70.0, 140, 210 }.Zip(forecast), pair => Assert.Equal(pair.First, pair.Second, 0.2 * pair.First));
        Assert.Equal(2, tooShort.ExitCode);
        Assert.Contains("The networks cannot forecast this series", tooShort.Output);
        Assert.Equal(2, absent.ExitCode);
        Assert.Contains("7-7.onnx: There is no such file.", absent.Output);
    }

    private static double[] Values(JsonElement answer) =>
        [.. answer.GetProperty("forecast").EnumerateArray().Select(step => step.GetProperty("value").GetDouble())];

    private Task WriteAsync(string name, string text) => File.WriteAllTextAsync(Path.Combine(_folder, name), text, Stop);
}
