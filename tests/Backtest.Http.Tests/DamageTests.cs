using System.Net;
using System.Text.Json;
using Backtest.Testing;

namespace Backtest.Http.Tests;

/// <summary>Answers about a run with blobs that a failing disk, or somebody with access to it, has changed or removed.</summary>
public sealed class DamageTests
{
    // The published trial is a network, so that it has two files.
    private const string Grid = """{ "seasonLength": 1, "horizon": 4, "windows": 2, "winner": "best", "baselines": ["naive"], "lstm": { "lookBack": 4, "units": 8, "epochs": 200 }, "theta": {} }""";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_that_has_changed_is_served_and_starting_the_run_again_brings_it_back()
    {
        await using var api = await FinishAsync();
        var leaderboard = await api.JsonAsync("/api/series/demo/leaderboard");
        var published = leaderboard.GetProperty("winner").GetString()!;
        var run = leaderboard.GetProperty("run").GetString()!;
        Assert.StartsWith("lstm", published);
        var other = leaderboard.GetProperty("rows")
            .EnumerateArray()
            .First(row => row.GetProperty("engine").GetString() == "theta")
            .GetProperty("trial")
            .GetString()!;
        (string File, string[] Routes)[] cases =
        [
            ("report.html", ["report"]),
            ("leaderboard.json", ["leaderboard"]),
            ($"models/{published}.final.json", [$"models/{published}", "forecast"]),
            ($"models/{published}.final.onnx", [$"models/{published}", "forecast"]),
            ($"models/{other}.json", [$"models/{other}", $"forecast?model={other}"]),
            ($"trials/{published}.json", [$"backtests/{run}/trials/{published}", "forecast"]),
            ("series.json", ["values", "forecast"]),
            ("plan.json", [$"backtests/{run}", "forecast"]),
        ];
        foreach (var (file, routes) in cases)
        {
            var path = Path.Combine(api.Folder, "backtests", "demo", run, file);
            var content = await File.ReadAllBytesAsync(path, Stop);
            var expected = new List<string>();
            foreach (var route in routes)
            {
                expected.Add(await OnAFreshHostAsync(api, route, HttpStatusCode.OK));
            }

            content[content.Length / 3] ^= 1;
            await File.WriteAllBytesAsync(path, content, Stop);
            foreach (var route in routes)
            {
                var problem = JsonDocument.Parse(await OnAFreshHostAsync(api, route, HttpStatusCode.InternalServerError)).RootElement;
                Assert.Equal("A stored document is damaged.", problem.GetProperty("title").GetString());
                Assert.Contains("POST /api/series/{name}/backtests", problem.GetProperty("detail").GetString());
                Assert.Contains("backtest repair", problem.GetProperty("detail").GetString());
            }

            await StartAgainAsync(api);
            for (var k = 0; k < routes.Length; k++)
            {
                var again = await OnAFreshHostAsync(api, routes[k], HttpStatusCode.OK);
                Assert.True(HasTimes(routes[k]) || again == expected[k], $"{routes[k]} differs after {file} was damaged");
            }
        }
    }

    [Fact]
    public async Task What_a_published_run_has_lost_is_no_run_without_a_result()
    {
        await using var api = await FinishAsync();
        var leaderboard = await api.JsonAsync("/api/series/demo/leaderboard");
        var (published, run) = (leaderboard.GetProperty("winner").GetString()!, leaderboard.GetProperty("run").GetString()!);
        (string File, string Route, HttpStatusCode Status)[] cases =
        [
            ("report.html", "report", HttpStatusCode.NotFound),
            ("leaderboard.json", "leaderboard", HttpStatusCode.InternalServerError),
            ($"models/{published}.final.json", "forecast", HttpStatusCode.InternalServerError),
            ($"models/{published}.final.onnx", $"models/{published}", HttpStatusCode.InternalServerError),
            ($"trials/{published}.json", "forecast", HttpStatusCode.InternalServerError),
            ("series.json", "values", HttpStatusCode.InternalServerError),
        ];
        foreach (var (file, route, status) in cases)
        {
            File.Delete(Path.Combine(api.Folder, "backtests", "demo", run, file));
            Assert.DoesNotContain("no finished run", await OnAFreshHostAsync(api, route, status));

            await StartAgainAsync(api);
            await OnAFreshHostAsync(api, route, HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task A_report_without_a_checksum_is_served()
    {
        await using var api = await FinishAsync();
        var path = Directory.EnumerateFiles(api.Folder, "report.html", SearchOption.AllDirectories).Single();
        await File.WriteAllTextAsync(path, "<!doctype html><html><body>as earlier versions wrote it</body></html>", Stop);

        Assert.Contains("as earlier versions wrote it", await OnAFreshHostAsync(api, "report", HttpStatusCode.OK));
    }

    private static bool HasTimes(string route) =>
        route.StartsWith("leaderboard", StringComparison.Ordinal) || route.StartsWith("backtests", StringComparison.Ordinal);

    private static async Task<TestApi> FinishAsync()
    {
        var api = await TestApi.StartAsync();
        (await api.PutAsync("/api/series/demo/grid", Grid)).Dispose();
        (await api.PutAsync("/api/series/demo", System.Text.Encoding.UTF8.GetString(Workbench.Csv()))).Dispose();
        return api;
    }

    private static async Task StartAgainAsync(TestApi api)
    {
        using var answer = await api.Http.PostAsync("/api/series/demo/backtests", null, Stop);
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync(Stop));
    }

    // A service with no model in memory.
    private static async Task<string> OnAFreshHostAsync(TestApi api, string route, HttpStatusCode status)
    {
        await using var fresh = await TestApi.StartAsync(beside: api);
        using var answer = await fresh.Http.GetAsync($"/api/series/demo/{route}", Stop);
        var content = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(answer.StatusCode == status, $"{route}: {(int)answer.StatusCode} {content[..Math.Min(200, content.Length)]}");
        return content;
    }
}
