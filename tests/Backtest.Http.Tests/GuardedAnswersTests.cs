using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Backtest.Runs;
using Backtest.Testing;

namespace Backtest.Http.Tests;

/// <summary>Security headers of answers, and uploads too large for the options.</summary>
public sealed class GuardedAnswersTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_answer_keeps_browsers_from_making_more_of_it()
    {
        await using var api = await TestApi.StartAsync(new BacktestOptions());
        var http = api.Http;
        await http.PutAsync("/api/series/demo/grid", new StringContent(Workbench.Grid), Stop);
        await http.PutAsync("/api/series/demo", new ByteArrayContent(Workbench.Csv()), Stop);
        var summary = JsonDocument.Parse(await http.GetStringAsync("/api/series/demo", Stop)).RootElement;
        var (run, published) = (summary.GetProperty("publishedRun").GetString(), summary.GetProperty("winner").GetString());
        http.DefaultRequestHeaders.Add("Origin", "https://elsewhere.example");
        foreach (var path in new[]
        {
            "health",
                "openapi.json",
                "grid.schema.json",
                "series",
                "series/demo",
                "series/demo/summary",
                "series/demo/leaderboard",
                "series/demo/forecast",
                "series/demo/report",
            "series/demo/values",
                $"series/demo/backtests/{run}",
                $"series/demo/backtests/{run}/trials/{published}",
                $"series/demo/models/{published}",
                "series/none",
                "series/demo/forecast?horizon=x",
                "series/demo/backtests/none",
        })
        {
            using var answer = await http.GetAsync($"/api/{path}", Stop);

            Assert.Equal("nosniff", Header(answer, "X-Content-Type-Options"));
            Assert.Equal("no-referrer", Header(answer, "Referrer-Policy"));
            Assert.Equal("DENY", Header(answer, "X-Frame-Options"));
            Assert.StartsWith(
                "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
                Header(answer, "Content-Security-Policy"));
            Assert.DoesNotContain("script-src", Header(answer, "Content-Security-Policy"));
            Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
            Assert.NotNull(answer.Content.Headers.ContentType);
        }

        using var put = await http.PutAsync("/api/series/other/grid", new StringContent(Workbench.Grid), Stop);
        Assert.Equal((HttpStatusCode.NoContent, "nosniff"), (put.StatusCode, Header(put, "X-Content-Type-Options")));
    }

    [Theory]
    [InlineData("leaderboard", "text/csv", "销售-leaderboard.csv")]
    [InlineData("forecast", "text/csv", "销售-forecast.csv")]
    [InlineData("forecast", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "销售-forecast.xlsx")]
    public async Task A_download_has_a_safe_name(string what, string type, string file)
    {
        await using var api = await TestApi.StartAsync(new BacktestOptions());
        var http = api.Http;
        await http.PutAsync("/api/series/销售", new ByteArrayContent(Workbench.Csv()), Stop);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/series/销售/{what}");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(type));

        using var answer = await http.SendAsync(request, Stop);

        Assert.Equal(type, answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(
            ("attachment", file),
            (answer.Content.Headers.ContentDisposition!.DispositionType, answer.Content.Headers.ContentDisposition.FileNameStar));
    }

    public static TheoryData<string, BacktestOptions, string, string, int> Limits => new()
    {
        { "bytes", new() { MaxUploadBytes = 20 }, "y\n" + Lines(20), "The file is larger than 20 bytes.", 413 },
        { "rows", new() { MaxRows = 10 }, "y\n" + Lines(20), "The file has more than 10 rows.", 400 },
        { "columns", new() { MaxColumns = 2 }, "a,b,c\n1,2,3\n", "The row has 3 columns.", 400 },
        { "cells",
            new() { MaxCells = 10 },
            "ds,y\n" + string.Concat(Enumerable.Range(10, 20).Select(day => $"2020-01-{day},1\n")),
            "The file has more than 10 cells.",
            400 },
        { "series",
            new() { MaxSeries = 2 },
            "unique_id,ds,y\na,2020-01-01,1\nb,2020-01-01,1\nc,2020-01-01,1\n",
            "more than 2 series",
            400 },
        { "trials", new() { MaxTrials = 15 }, "y\n" + Lines(60), "The grid has more than 15 trials.", 400 },
        { "trials of an upload", new() { MaxUploadTrials = 20 }, "unique_id,ds,y\n" + string.Concat(Enumerable.Range(0, 120)
            .Select(t => $"{(char)('a' + (t % 2))},{1900 + (t / 2)}-01-01,{t % 7}\n")), "The upload has more than 20 trials", 400 },
        { "seconds", new() { MaxTrialSeconds = 1e-9 }, "y\n" + Lines(60), "is expected to take", 400 },
        { "memory", new() { MaxTrialMemoryBytes = 1 }, "y\n" + Lines(60), "is expected to use", 400 },
    };

    [Theory]
    [MemberData(nameof(Limits))]
    public async Task An_upload_over_a_limit_is_refused_and_nothing_is_stored(
        string limit, BacktestOptions options, string csv, string what, int status)
    {
        await using var api = await TestApi.StartAsync(options);
        var http = api.Http;

        using var answer = await http.PutAsync("/api/series/demo", new StringContent(csv), Stop);

        var title = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop)).RootElement.GetProperty("title").GetString();
        Assert.Contains(what, title);
        Assert.Equal((limit, status), (limit, (int)answer.StatusCode));
        Assert.Empty(api.StoredFiles);
    }

    [Fact]
    public async Task A_grid_over_its_limit_is_refused()
    {
        await using var api = await TestApi.StartAsync(new BacktestOptions { MaxGridBytes = 10 });
        var http = api.Http;

        using var answer = await http.PutAsync("/api/series/demo/grid", new StringContent("{ \"horizon\": 12 }"), Stop);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task A_forecast_over_the_longest_is_refused()
    {
        await using var api = await TestApi.StartAsync(new BacktestOptions { MaxHorizon = 7 });
        var http = api.Http;
        await http.PutAsync("/api/series/demo", new ByteArrayContent(Workbench.Csv()), Stop);

        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/api/series/demo/forecast?horizon=7", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await http.GetAsync("/api/series/demo/forecast?horizon=8", Stop)).StatusCode);
    }

    private static string Lines(int count) => string.Join('\n', Enumerable.Range(0, count).Select(t => t % 7)) + "\n";

    private static string Header(HttpResponseMessage answer, string name) => Assert.Single(answer.Headers.GetValues(name));
}
