using System.Net;
using System.Text.Json;
using Backtest.Engineering;
using Backtest.Testing;

namespace Backtest.EndToEnd.Tests;

/// <summary>Running hosts on a real emulator, from uploads by Azure's client to answers over HTTP.</summary>
public sealed class ServeTests
{
    // Long enough to be killed in the middle, on any machine.
    private const string LongGrid = """
        { "horizon": 6, "seasonLength": 12, "windows": 3,
          "arima": { "p": [0, 1, 2], "d": 1, "q": [0, 1, 2] },
          "lstm": { "lookBack": 12, "units": [16, 24], "layers": 2, "epochs": [50, 100], "dropout": [0, 0.2] } }
        """;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_uploaded_blob_becomes_a_leaderboard_and_forecasts()
    {
        await using var platform = await Platform.StartAsync(Stop);
        await platform.UploadAsync("sales.grid.json", await SampleAsync("sales.grid.json"), Stop);
        await platform.UploadAsync("sales.csv", await SampleAsync("sales.csv"), Stop);

        var run = await platform.WaitAsync("sales", IsOver, Stop);

        Assert.Equal("done", run.GetProperty("state").GetString());
        Assert.Equal(0, run.GetProperty("failed").GetInt32());
        var leaderboard = await platform.GetAsync("api/series/sales/leaderboard", Stop);
        Assert.Contains(leaderboard.GetProperty("rows").EnumerateArray(), row => row.GetProperty("engine").GetString() == "lstm");
        var forecast = await platform.GetAsync("api/series/sales/forecast?horizon=12&level=80,95", Stop);
        Assert.Equal(12, forecast.GetProperty("forecast").GetArrayLength());
        Assert.All(forecast.GetProperty("forecast")
            .EnumerateArray(), step => Assert.InRange(step.GetProperty("value").GetDouble(), 3500, 6000));

        // Uploading the same content again is no new run; other content is one.
        await platform.UploadAsync("sales.csv", await SampleAsync("sales.csv"), Stop);
        await platform.UploadAsync("other.csv", await SampleAsync("sales.csv"), Stop);
        await platform.WaitAsync("other", IsOver, Stop);
        Assert.Equal(1, (await platform.GetAsync("api/series/sales", Stop)).GetProperty("runs").GetArrayLength());
        Assert.Equal(["other", "sales"], (await platform.GetAsync("api/series", Stop)).EnumerateArray().Select(name => name.GetString()));
    }

    [Fact]
    public async Task A_killed_host_goes_on_where_it_stopped_and_ends_as_if_undisturbed()
    {
        await using var undisturbed = await Platform.StartAsync(Stop);
        await using var killed = await Platform.StartAsync(Stop);
        foreach (var platform in new[] { undisturbed, killed })
        {
            await platform.UploadAsync("air.grid.json", LongGrid, Stop);
            await platform.UploadAsync("air.csv", await SampleAsync("air-passengers.csv"), Stop);
        }

        for (var kills = 1; kills <= 3; kills++)
        {
            var started = 3 * kills;
            await killed.WaitAsync("air", run => run.GetProperty("done").GetInt32() >= started, Stop);
            killed.KillHost();
            await killed.StartHostAsync(Stop);
        }

        var run = await killed.WaitAsync("air", IsOver, Stop);
        await undisturbed.WaitAsync("air", IsOver, Stop);

        Assert.Equal(await undisturbed.SnapshotAsync(Stop), await killed.SnapshotAsync(Stop));
        Assert.Contains("was interrupted and continues", killed.Log);

        // A blob per trial, and at most one line in the logs: a kill may come between the two.
        var trials = run.GetProperty("total").GetInt32();
        var lines = killed.Log.Split('\n')
            .Where(line => line.Contains(" trial ", StringComparison.Ordinal))
            .Select(line => line.Split(" trial ")[1].Split(' ')[0])
            .ToList();
        Assert.Equal(lines.Count, lines.Distinct().Count());
        Assert.InRange(lines.Count, trials - 6, trials);
        Assert.Equal(trials, (await killed.SnapshotAsync(Stop)).Keys.Count(name => name.Contains("/trials/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_cancelled_run_stays_cancelled_over_a_restart_until_it_is_started_again()
    {
        await using var platform = await Platform.StartAsync(Stop);
        await platform.UploadAsync("air.grid.json", LongGrid, Stop);
        await platform.UploadAsync("air.csv", await SampleAsync("air-passengers.csv"), Stop);
        var run = (await platform.WaitAsync("air", status => status.GetProperty("done").GetInt32() >= 3, Stop)).GetProperty("run")
            .GetString();

        using var cancel = await platform.SendAsync(new HttpRequestMessage(HttpMethod.Delete, $"api/series/air/backtests/{run}"), Stop);
        Assert.Equal(HttpStatusCode.Accepted, cancel.StatusCode);
        platform.KillHost();
        await platform.StartHostAsync(Stop);

        // A later upload is over, so the host has looked for interrupted runs.
        await platform.UploadAsync("next.grid.json", """{ "horizon": 4, "windows": 2, "theta": {} }""", Stop);
        await platform.UploadAsync("next.csv", await SampleAsync("sales.csv"), Stop);
        await platform.WaitAsync("next", IsOver, Stop);
        var status = await platform.GetAsync($"api/series/air/backtests/{run}", Stop);
        Assert.Equal("cancelled", status.GetProperty("state").GetString());
        Assert.True(status.GetProperty("done").GetInt32() < status.GetProperty("total").GetInt32());

        using var again = await platform.SendAsync(new HttpRequestMessage(HttpMethod.Post, "api/series/air/backtests"), Stop);
        Assert.Equal(HttpStatusCode.Accepted, again.StatusCode);
        Assert.Equal("done", (await platform.WaitAsync("air", IsOver, Stop)).GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_bad_upload_is_a_refused_run_and_the_next_good_one_works()
    {
        await using var platform = await Platform.StartAsync(Stop);
        await platform.UploadAsync("sales.csv", "sales\n1\ntwo\n", Stop);

        var refused = await platform.WaitAsync("sales", IsOver, Stop);
        Assert.Equal("refused", refused.GetProperty("state").GetString());
        Assert.Equal("line 3, column 'sales'", refused.GetProperty("problem").GetProperty("where").GetString());

        await platform.UploadAsync("sales.csv", await SampleAsync("sales.csv"), Stop);
        await platform.WaitAsync("sales", run => run.GetProperty("state").GetString() == "done", Stop);
    }

    [Fact]
    public async Task A_file_of_200_MB_is_refused_before_it_is_sent()
    {
        await using var platform = await Platform.StartAsync(Stop);
        using var request =
            new HttpRequestMessage(HttpMethod.Put, "api/series/huge") { Content = new ByteArrayContent(new byte[200_000_000]) };
        request.Headers.ExpectContinue = true;

        using var answer = await platform.SendAsync(request, Stop);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Contains("67,108,864 bytes", await answer.Content.ReadAsStringAsync(Stop));
        Assert.Equal(0, (await platform.GetAsync("api/series", Stop)).GetArrayLength());
    }

    [Fact]
    public async Task The_contract_is_served_and_lists_every_route()
    {
        await using var platform = await Platform.StartAsync(Stop);

        var contract = await platform.GetAsync("api/openapi.json", Stop);

        Assert.StartsWith("3.1", contract.GetProperty("openapi").GetString());
        Assert.Equal(
            [
                "/api/grid.schema.json",
                "/api/health",
                "/api/inspect",
                "/api/openapi.json",
                "/api/series",
                "/api/series/{name}",
                "/api/series/{name}/backtests",
                "/api/series/{name}/backtests/{run}",
                "/api/series/{name}/backtests/{run}/events", "/api/series/{name}/backtests/{run}/forecast",
                "/api/series/{name}/backtests/{run}/leaderboard",
                "/api/series/{name}/backtests/{run}/models/{trial}", "/api/series/{name}/backtests/{run}/panel",
                "/api/series/{name}/backtests/{run}/predictions", "/api/series/{name}/backtests/{run}/report",
                "/api/series/{name}/backtests/{run}/trials/{trial}",
                "/api/series/{name}/backtests/{run}/trials/{trial}/against/{other}", "/api/series/{name}/backtests/{run}/values",
                "/api/series/{name}/forecast",
                "/api/series/{name}/grid",
                "/api/series/{name}/leaderboard",
                "/api/series/{name}/models/{trial}",
                "/api/series/{name}/panel",
                "/api/series/{name}/predictions",
                "/api/series/{name}/report",
                "/api/series/{name}/summary", "/api/series/{name}/values",
            ],
            contract.GetProperty("paths").EnumerateObject().Select(path => path.Name).Order(StringComparer.Ordinal));
    }

    private static bool IsOver(JsonElement run) => run.GetProperty("state").GetString() != "running";

    private static Task<string> SampleAsync(string name) => File.ReadAllTextAsync(Repository.PathOf("samples", name), Stop);
}
