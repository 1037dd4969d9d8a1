using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Backtest.Runs.Exports;

namespace Backtest.Testing.Contract;

/// <summary>The answers required of every host, in the same words.</summary>
public abstract class ContractSuite(ContractHost host)
{
    private const string Grid = """{ "seasonLength": 4, "horizon": 4, "windows": 2, "arima": { "p": [0, 1], "d": 1 }, "lstm": { "lookBack": 4, "units": 4, "epochs": 3 } }""";

    // A shared network, and a model that beats it.
    private const string PanelGrid = """
        { "seasonLength": 1, "horizon": 3, "windows": 2, "theta": {},
          "lstm": { "scope": "panel", "level": "last", "lookBack": 6, "units": 4, "epochs": 3, "variants": [[{}, { "lookBack": 4, "units": 2 }]] } }
        """;

    private const string LongGrid = """
        { "seasonLength": 4, "horizon": 4, "windows": 2, "batchSeconds": 0.5,
          "lstm": { "lookBack": [8, 9, 10, 11], "units": [32, 33, 34, 35], "layers": 2, "epochs": 1500 } }
        """;

    // A bit of everything that answers can contain: every model family, and a trial that fails.
    private const string WideGrid = """
        { "seasonLength": 4, "horizon": 3, "windows": 2, "target": "y", "futureCovariates": ["event"], "baselines": ["naive", "seasonalNaive", "drift", "mean"],
          "ets": { "model": ["ANN", "AAA", "auto"] }, "theta": {},
          "arima": [{ "p": 1, "d": 1 }, { "auto": "stepwise" }, { "p": 1, "garch": ["normal", "t"] }, { "q": 1, "D": 1, "Q": 1, "lambda": 0, "covariates": [["event"]] }],
          "lstm": [{ "lookBack": [4, 60], "units": 4, "epochs": 6, "patience": 2, "dense": [[{ "units": 3, "activation": "relu" }]], "transforms": [["log", "seasonalDifference", "minMax"]] },
                   { "lookBack": 4, "units": 4, "epochs": 3, "bins": 5 }, { "lookBack": 4, "units": 4, "epochs": 3, "branches": true, "output": "direct" }],
          "ensemble": { "combine": ["mean", "inverseError"], "best": 3 } }
        """;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task From_upload_to_forecast_by_every_route_of_the_contract()
    {
        using var client = await ContractClient.ConnectAsync(host, Stop);
        using (var grid = await client.SendAsync("PUT", "/api/series/journey/grid", new StringContent(Grid), Stop))
        {
            Assert.Equal(HttpStatusCode.NoContent, grid.StatusCode);
        }

        var location = await StartAsync(client, "PUT", "/api/series/journey", new StringContent(Csv(60)));
        var status = await WaitAsync(client, location, "done");
        Assert.Equal((5, 5, 0), (Number(status, "total"), Number(status, "done"), Number(status, "failed")));

        var leaderboard = await client.GetAsync("/api/series/journey/leaderboard", Stop);
        var published = leaderboard.GetProperty("winner").GetString();
        Assert.Equal(5, leaderboard.GetProperty("rows").GetArrayLength());
        Assert.Equal(6, (await CsvAsync(client, "/api/series/journey/leaderboard")).Length);
        var forecast = await client.GetAsync("/api/series/journey/forecast?horizon=3&level=80", Stop);
        Assert.Equal((published, 3), (forecast.GetProperty("trial").GetString(), forecast.GetProperty("forecast").GetArrayLength()));
        Assert.Equal("step,ds,yhat,lo-80,hi-80", (await CsvAsync(client, "/api/series/journey/forecast?horizon=3&level=80"))[0]);
        Assert.Equal(published, (await client.GetAsync("/api/series/journey", Stop)).GetProperty("winner").GetString());
        Assert.Equal(1, Number(await client.GetAsync("/api/series/journey/summary", Stop), "finished"));
        Assert.Contains("journey", (await client.GetAsync("/api/series", Stop)).EnumerateArray().Select(name => name.GetString()));
        foreach (var row in leaderboard.GetProperty("rows").EnumerateArray())
        {
            using var model =
                await client.SendAsync("GET", $"/api/series/journey/models/{row.GetProperty("trial").GetString()}", null, Stop);
            Assert.Equal(row.GetProperty("engine").GetString() == "lstm"
                ? "application/octet-stream"
                : "application/json", model.Content.Headers.ContentType!.MediaType);
        }

        await AssertServedBelowAsync(client, location, "/api/series/journey", published!);
        var trial = await client.GetAsync($"{location}/trials/{published}", Stop);
        Assert.Equal(2, trial.GetProperty("score").GetProperty("windows").GetArrayLength());
        var last = leaderboard.GetProperty("rows")[4].GetProperty("trial").GetString();
        await client.GetAsync($"{location}/trials/{last}/against/{published}", Stop);
        Assert.Equal(60, (await client.GetAsync("/api/series/journey/values", Stop)).GetProperty("values").GetArrayLength());
        var parts = (await client.GetAsync($"{location}/values?parts=true", Stop)).GetProperty("parts");
        var season = Assert.Single(parts.GetProperty("seasons").EnumerateArray());
        Assert.Equal((4, 60), (season.GetProperty("length").GetInt32(), season.GetProperty("values").GetArrayLength()));
        Assert.Equal(60, parts.GetProperty("trend").GetArrayLength());
        using (var inspection = await client.SendAsync("POST", "/api/inspect?name=journey", new StringContent(""), Stop))
        {
            var plan = JsonDocument.Parse(await inspection.Content.ReadAsStringAsync(Stop)).RootElement.GetProperty("plan");
            Assert.Equal(5, Number(plan, "trials"));
        }

        using (var report = await client.SendAsync("GET", "/api/series/journey/report", null, Stop))
        {
            Assert.StartsWith("<!DOCTYPE html>", await report.Content.ReadAsStringAsync(Stop), StringComparison.OrdinalIgnoreCase);
        }

        await AssertEventsAsync(client, location);

        // The same upload again is the same run; a finished run stays unchanged.
        Assert.Equal(location, await StartAsync(client, "POST", "/api/series/journey/backtests", new StringContent("")));
        await WaitAsync(client, location, "done");
        using (var resume = await client.SendAsync("POST", location, null, Stop))
        {
            Assert.Equal(HttpStatusCode.Accepted, resume.StatusCode);
        }

        await WaitAsync(client, location, "done");
        using (var cancel = await client.SendAsync("DELETE", location, null, Stop))
        {
            Assert.Equal(HttpStatusCode.OK, cancel.StatusCode);
        }

        // For an existing series, another grid starts another run, and the same grid the same run.
        Assert.Equal(location, await StartAsync(client, "PUT", "/api/series/journey/grid", new StringContent(Grid)));
        await WaitAsync(client, location, "done");
        Assert.Equal("healthy", (await client.GetAsync("/api/health", Stop)).GetProperty("status").GetString());
        await client.GetAsync("/api/openapi.json", Stop);
        await client.GetAsync("/api/grid.schema.json", Stop);
        await AssertPanelAsync(client);
        await AssertDeletedAsync(client, "/api/series/journey", location);
        Assert.Equal(client.Operations, client.Asked);

        // Another test cancels an unfinished run.
        Assert.Equal(
            client.Successes.Where(answer => answer != "DELETE /api/series/{name}/backtests/{run} 202 application/json"),
            client.Answered.Where(answer => answer.Contains(" 20", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Whatever_a_run_holds_is_as_the_contract_says()
    {
        using var client = await ContractClient.ConnectAsync(host, Stop);
        using (var inspection = await client.SendAsync("POST", "/api/inspect", Form(), Stop))
        {
            Assert.Equal(HttpStatusCode.OK, inspection.StatusCode);
        }

        var location = await StartAsync(client, "PUT", "/api/series/wide", Form());
        Assert.Equal(1, Number(await WaitAsync(client, location, "done"), "failed"));
        await client.GetAsync("/api/series/wide", Stop);
        await client.GetAsync("/api/series/wide/values", Stop);
        var rows = (await client.GetAsync("/api/series/wide/leaderboard", Stop)).GetProperty("rows").EnumerateArray().ToList();
        Assert.Equal(["arima", "baseline", "ensemble", "ets", "lstm", "theta"], rows.Select(row => row.GetProperty("engine").GetString())
            .Distinct()
            .Order());
        foreach (var row in rows)
        {
            var trial = row.GetProperty("trial").GetString();
            await client.GetAsync($"{location}/trials/{trial}", Stop);
            if (row.GetProperty("status").GetString() == "done")
            {
                await client.GetAsync($"/api/series/wide/forecast?model={trial}", Stop);
                using var model = await client.SendAsync("GET", $"/api/series/wide/models/{trial}", null, Stop);
                Assert.Equal(HttpStatusCode.OK, model.StatusCode);
            }
        }

        static MultipartFormDataContent Form() =>
            new() { { new StringContent(DatedCsv(60)), "csv" }, { new StringContent(WideGrid), "grid" } };
    }

    [Fact]
    public async Task The_run_that_was_asked_for_last_is_published_and_the_others_say_so()
    {
        using var client = await ContractClient.ConnectAsync(host, Stop);
        using (await client.SendAsync(
            "PUT", "/api/series/order/grid", new StringContent("""{ "horizon": 4, "windows": 2, "theta": {} }"""), Stop))
        {
            // Uploads the grid first, because the series starts the run.
        }

        var first = await StartAsync(client, "PUT", "/api/series/order", new StringContent(Csv(60)));
        await WaitAsync(client, first, "done");
        var second = await StartAsync(client, "PUT", "/api/series/order", new StringContent(Csv(61)));
        await WaitAsync(client, second, "done");
        var third = await StartAsync(
            client, "POST", "/api/series/order/backtests", new StringContent("""{ "horizon": 3, "windows": 2, "theta": {} }"""));
        await WaitAsync(client, third, "done");
        Assert.Equal(first, await StartAsync(client, "PUT", "/api/series/order", new StringContent(Csv(60))));
        await WaitAsync(client, third, status => status.TryGetProperty("supersededBy", out var other)
            && first.EndsWith(other.GetString()!, StringComparison.Ordinal));

        // The watcher, or the trigger, has had time to process the uploads as well.
        await Task.Delay(2500, Stop);
        var series = await client.GetAsync("/api/series/order", Stop);
        Assert.EndsWith(series.GetProperty("publishedRun").GetString()!, first, StringComparison.Ordinal);
        Assert.Equal(
            [first, third, second],
            series.GetProperty("runs").EnumerateArray().Select(run => $"/api/series/order/backtests/{run.GetProperty("run").GetString()}"));
        Assert.False((await client.GetAsync(first, Stop)).TryGetProperty("supersededBy", out _));
    }

    [Fact]
    public async Task What_a_run_produced_can_be_had_when_another_one_is_published()
    {
        using var client = await ContractClient.ConnectAsync(host, Stop);
        var first = await StartAsync(
            client,
            "PUT",
            "/api/series/two",
            Form("""{ "horizon": 4, "windows": 2, "arima": { "p": 1 }, "lstm": { "lookBack": 4, "units": 4, "epochs": 3 } }"""));
        await WaitAsync(client, first, "done");
        var board = await client.GetAsync($"{first}/leaderboard", Stop);
        var forecast = await client.GetAsync("/api/series/two/forecast", Stop);
        var second = await StartAsync(
            client, "POST", "/api/series/two/backtests", new StringContent("""{ "horizon": 3, "windows": 2, "theta": {} }"""));
        await WaitAsync(client, second, "done");
        Assert.EndsWith((await client.GetAsync("/api/series/two/leaderboard", Stop)).GetProperty("run")
            .GetString()!, second, StringComparison.Ordinal);

        Assert.Equal(board.GetRawText(), (await client.GetAsync($"{first}/leaderboard", Stop)).GetRawText());
        Assert.Equal(forecast.GetRawText(), (await client.GetAsync($"{first}/forecast", Stop)).GetRawText());
        Assert.Equal(4, forecast.GetProperty("forecast").GetArrayLength());
        var run = first.Split('/')[^1];
        Assert.Equal(run, (await client.GetAsync($"{first}/values", Stop)).GetProperty("run").GetString());
        foreach (var row in board.GetProperty("rows").EnumerateArray())
        {
            var trial = row.GetProperty("trial").GetString();
            Assert.Equal(trial, (await client.GetAsync($"{first}/forecast?model={trial}", Stop)).GetProperty("trial").GetString());
            using var model = await client.SendAsync("GET", $"{first}/models/{trial}", null, Stop);
            Assert.Equal(HttpStatusCode.OK, model.StatusCode);
        }

        using var report = await client.SendAsync("GET", $"{first}/report", null, Stop);
        Assert.Contains(run, await report.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);

        // A trial of the other run is not part of this one.
        var theta = (await client.GetAsync($"{second}/leaderboard", Stop)).GetProperty("rows").EnumerateArray()
            .First(row => row.GetProperty("engine").GetString() == "theta").GetProperty("trial").GetString();
        foreach (var path in new[] { $"{first}/models/{theta}", $"{first}/forecast?model={theta}", $"{first}/trials/{theta}" })
        {
            using var answer = await client.SendAsync("GET", path, null, Stop);
            Assert.Equal((path, HttpStatusCode.NotFound), (path, answer.StatusCode));
        }

        static MultipartFormDataContent Form(string grid) =>
            new() { { new StringContent(Csv(60)), "csv" }, { new StringContent(grid), "grid" } };
    }

    [Fact]
    public async Task A_run_is_cancelled_and_goes_on_when_it_is_started_again()
    {
        using var client = await ContractClient.ConnectAsync(host, Stop);
        using (await client.SendAsync("PUT", "/api/series/long/grid", new StringContent(LongGrid), Stop))
        {
            // Uploads the grid first, because the series starts the run.
        }

        var location = await StartAsync(client, "PUT", "/api/series/long", new StringContent(Csv(300)));
        await WaitAsync(client, location, status => Number(status, "done") > 0);
        using (var cancel = await client.SendAsync("DELETE", location, null, Stop))
        {
            Assert.Equal(HttpStatusCode.Accepted, cancel.StatusCode);
        }

        var cancelled = await WaitAsync(client, location, "cancelled");
        await Task.Delay(3000, Stop);
        var later = await client.GetAsync(location, Stop);
        Assert.Equal("cancelled", later.GetProperty("state").GetString());
        Assert.True(Number(later, "done") < Number(later, "total"), later.ToString());

        Assert.Equal(location, await StartAsync(client, "POST", "/api/series/long/backtests", new StringContent("")));
        await WaitAsync(client, location, status => Number(status, "done") > Number(cancelled, "done"));
        using (await client.SendAsync("DELETE", location, null, Stop))
        {
            await WaitAsync(client, location, "cancelled");
        }
    }

    [Theory]
    [InlineData("PUT", "/api/series/bad", "y\n1\nx\n", 400, "'x' is not a number.", "line 3, column 'y'")]
    [InlineData("PUT", "/api/series/bad", "", 400, "The file is empty.", null)]
    [InlineData("PUT", "/api/series/a%0Ab", "1\n2\n", 400, "The series name has 'U+000A'", "name")]
    [InlineData("PUT", "/api/series/bad/grid", "{ \"horizon\": -1 }", 400, "-1 is not allowed.", "horizon")]
    [InlineData("POST", "/api/series/none/backtests", "", 404, "There is no series 'none'.", "name")]
    [InlineData("GET", "/api/series/none", null, 404, "There is no series 'none'.", "name")]
    [InlineData("GET", "/api/series/none/summary", null, 404, "There is no series 'none'.", "name")]
    [InlineData("GET", "/api/series/none/leaderboard", null, 404, "The series 'none' has no finished run.", "name")]
    [InlineData("GET", "/api/series/none/report", null, 404, "The series 'none' has no finished run.", "name")]
    [InlineData("GET", "/api/series/none/models/ets-0123456789", null, 404, "The series 'none' has no finished run.", "name")]
    [InlineData("GET", "/api/series/none/backtests/0123456789abcdef", null, 404, "The series 'none' has no run '0123456789abcdef'.", "run")]
    [InlineData(
        "DELETE", "/api/series/none/backtests/0123456789abcdef", null, 404, "The series 'none' has no run '0123456789abcdef'.", "run")]
    [InlineData(
        "GET",
        "/api/series/none/backtests/0123456789abcdef/leaderboard",
        null,
        404,
        "The series 'none' has no finished run '0123456789abcdef'.",
        "run")]
    [InlineData(
        "GET",
        "/api/series/none/backtests/0123456789abcdef/forecast?model=ets-0123456789",
        null,
        404,
        "The series 'none' has no finished run '0123456789abcdef'.",
        "run")]
    [InlineData(
        "GET",
        "/api/series/none/backtests/0123456789abcdef/trials/ets-0123456789",
        null,
        404,
        "The run '0123456789abcdef' of 'none' has no result of a trial 'ets-0123456789'.",
        "trial")]
    [InlineData("GET", "/api/series/none/backtests/0", null, 400, "'0' is not the id of a run.", "run")]
    [InlineData(
        "GET", "/api/series/none/backtests/0123456789ABCDEF/report", null, 400, "'0123456789ABCDEF' is not the id of a run.", "run")]
    [InlineData("GET", "/api/series/none/backtests/0123456789abcdef/trials/a%20b", null, 400, "'a b' is not the id of a trial.", "trial")]
    [InlineData("GET", "/api/series/none/forecast?model=-x", null, 400, "'-x' is not the id of a trial.", "model")]
    [InlineData("GET", "/api/series/none/forecast?horizon=0", null, 400, "'0' is not a horizon.", "horizon")]
    public async Task What_is_wrong_is_a_problem(string method, string path, string? body, int status, string what, string? where)
    {
        using var client = await ContractClient.ConnectAsync(host, Stop);

        using var answer = await client.SendAsync(method, path, body is null ? null : new StringContent(body), Stop);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop)).RootElement;
        Assert.StartsWith(what, problem.GetProperty("title").GetString());
        Assert.Equal(where, problem.TryGetProperty("where", out var place) ? place.GetString() : null);
        Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused()
    {
        using var client = await ContractClient.ConnectAsync(host, Stop);

        using var answer = await client.SendAsync("PUT", "/api/series/large", new StringContent(Csv(50_000)), Stop);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Contains("larger than 100,000 bytes", await answer.Content.ReadAsStringAsync(Stop));
    }

    [Fact]
    public async Task Every_route_that_is_read_answers_HEAD_as_it_answers_GET()
    {
        using var client = await ContractClient.ConnectAsync(host, Stop);
        using var http = new HttpClient { BaseAddress = host.Address };
        http.DefaultRequestHeaders.Add("x-functions-key", ContractHost.Key);
        var paths = client.Operations.Where(operation => operation.StartsWith("GET ", StringComparison.Ordinal))
            .Select(operation => operation[4..])
            .ToList();
        foreach (var path in paths.Select(path => path.Replace("{", "", StringComparison.Ordinal)
            .Replace("}", "", StringComparison.Ordinal)))
        {
            using var get = await http.GetAsync(path, Stop);
            using var request = new HttpRequestMessage(HttpMethod.Head, path);
            using var head = await http.SendAsync(request, Stop);

            Assert.Equal(
                (path, get.StatusCode, get.Content.Headers.ContentType), (path, head.StatusCode, head.Content.Headers.ContentType));
            Assert.Equal(Names(get), Names(head));
            Assert.Empty(await head.Content.ReadAsByteArrayAsync(Stop));
        }

        Assert.InRange(paths.Count, 10, 100);

        static IEnumerable<string> Names(HttpResponseMessage answer) =>
            answer.Headers.Select(header => header.Key).Except(["Transfer-Encoding"]).Order();
    }

    [Fact]
    public async Task What_no_route_takes_is_a_problem_of_the_host_or_an_empty_answer_of_the_platform()
    {
        using var client = await ContractClient.ConnectAsync(host, Stop);
        using var http = new HttpClient { BaseAddress = host.Address };
        http.DefaultRequestHeaders.Add("x-functions-key", ContractHost.Key);
        var routes = client.Operations.Concat(["GET /", "GET /api/docs", "GET /assets/{file}"])
            .Select(operation => operation.Split(' ')).ToLookup(operation => operation[1], operation => operation[0]);
        foreach (var route in routes)
        {
            var taken = route.Concat(route.Contains("GET") ? ["HEAD"] : []).ToHashSet();
            foreach (var method in new[] { "GET", "HEAD", "PUT", "POST", "DELETE", "PATCH" }.Except(taken))
            {
                using var answer = await SendAsync(method, route.Key.Replace("{", "", StringComparison.Ordinal)
                    .Replace("}", "", StringComparison.Ordinal));

                Assert.Equal((method, route.Key, host.AnswersForAllRoutes ? 405 : 404), (method, route.Key, (int)answer.StatusCode));
                Assert.Equal(host.AnswersForAllRoutes ? taken.Order() : [], answer.Content.Headers.Allow.Order());
                await CheckAsync(method, answer);
            }
        }

        foreach (var path in new[] { "/nothing", "/api/nothing", "/api/series/a/b/c/d/e" })
        {
            using var answer = await SendAsync("GET", path);

            Assert.Equal((path, HttpStatusCode.NotFound), (path, answer.StatusCode));
            await CheckAsync("GET", answer);
        }

        async Task<HttpResponseMessage> SendAsync(string method, string path)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            return await http.SendAsync(request, Stop);
        }

        async Task CheckAsync(string method, HttpResponseMessage answer)
        {
            Assert.Equal(host.AnswersForAllRoutes ? "application/problem+json" : null, answer.Content.Headers.ContentType?.MediaType);
            Assert.Equal(host.AnswersForAllRoutes && method != "HEAD", (await answer.Content.ReadAsByteArrayAsync(Stop)).Length > 0);
        }
    }

    [Fact]
    public async Task Slow_bodies_keep_no_other_waiting_and_are_given_up()
    {
        using var client = await ContractClient.ConnectAsync(host, Stop);
        var slow = new List<RawRequest>();
        for (var k = 0; k < 8; k++)
        {
            slow.Add(await RawRequest.SendAsync(
                host.Address, $"PUT /api/series/slow{k}", [$"x-functions-key: {ContractHost.Key}", "Content-Length: 100000"], Stop));
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var sending = slow.Select(request => request.RepeatAsync("1\n", TimeSpan.FromMilliseconds(100), stop.Token)).ToList();
        var answers = slow.Select(request => request.AnswerAsync(Stop)).ToList();
        await Task.Delay(500, Stop);
        using (var other = await client.SendAsync("POST", "/api/inspect", new StringContent(Csv(60)), Stop))
        {
            Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        }

        Assert.DoesNotContain(answers, answer => answer.IsCompleted);
        Assert.All(await Task.WhenAll(answers), answer => Assert.InRange(answer.Status, 400, 599));

        await stop.CancelAsync();
        await Task.WhenAll(sending);
        slow.ForEach(request => request.Dispose());
        Assert.DoesNotContain(
            (await client.GetAsync("/api/series", Stop)).EnumerateArray(),
            name => name.GetString()!.StartsWith("slow", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/api/docs")]
    public async Task The_pages_and_their_files_are_open(string address)
    {
        using var stranger = new HttpClient { BaseAddress = host.Address };
        using var page = await stranger.GetAsync(new Uri(address, UriKind.Relative), Stop);
        Assert.Equal((HttpStatusCode.OK, "text/html"), (page.StatusCode, page.Content.Headers.ContentType?.MediaType));
        var script = (await page.Content.ReadAsStringAsync(Stop)).Split('"').First(part => part.EndsWith(".js", StringComparison.Ordinal));
        using var file = await stranger.GetAsync(new Uri(page.RequestMessage!.RequestUri!, script), Stop);
        Assert.Equal((HttpStatusCode.OK, "text/javascript"), (file.StatusCode, file.Content.Headers.ContentType?.MediaType));

        // Requests for the headers alone get only those.
        foreach (var whole in new[] { page, file })
        {
            using var request = new HttpRequestMessage(HttpMethod.Head, whole.RequestMessage!.RequestUri);
            using var head = await stranger.SendAsync(request, Stop);
            Assert.Equal((HttpStatusCode.OK, whole.Content.Headers.ContentLength), (head.StatusCode, head.Content.Headers.ContentLength));
            Assert.Equal(whole.Headers.GetValues("X-Content-Type-Options"), head.Headers.GetValues("X-Content-Type-Options"));
            Assert.Empty(await head.Content.ReadAsByteArrayAsync(Stop));
        }
    }

    [Fact]
    public async Task Of_the_contract_health_and_what_holds_no_data_are_open_and_nothing_else_is()
    {
        using var client = await ContractClient.ConnectAsync(host, Stop);
        using var stranger = new HttpClient { BaseAddress = host.Address };
        foreach (var operation in client.Operations)
        {
            var (method, path) = (operation.Split(' ')[0], operation.Split(' ')[1]);
            using var request = new HttpRequestMessage(new HttpMethod(method), path.Replace("{", "", StringComparison.Ordinal)
                .Replace("}", "", StringComparison.Ordinal));
            using var answer = await stranger.SendAsync(request, Stop);

            // Open operations need no key by the contract either.
            Assert.Equal(answer.StatusCode == HttpStatusCode.Unauthorized, client.NeedsKey(operation));
            Assert.True(answer.StatusCode == (path is "/api/health" or "/api/openapi.json" or "/api/grid.schema.json"
                ? HttpStatusCode.OK
                : HttpStatusCode.Unauthorized), $"{operation}: {answer.StatusCode}");
        }
    }

    private static async Task<string> StartAsync(ContractClient client, string method, string path, HttpContent content)
    {
        using var answer = await client.SendAsync(method, path, content, Stop);
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync(Stop));
        return answer.Headers.Location!.ToString();
    }

    // Several series in one upload.
    private async Task AssertPanelAsync(ContractClient client)
    {
        var parts = "unique_id,ds,y\n"
            + string.Concat(Enumerable.Range(0, 60)
                .Select(t => $"a,{1960 + t}-01-01,{t % 7}\nb,{1960 + t}-01-01,{t % 5}\nc,{1960 + t}-01-01,{t % 3}\n"));
        using (var grid = await client.SendAsync("PUT", "/api/series/parts/grid", new StringContent(PanelGrid), Stop))
        {
            Assert.Equal(HttpStatusCode.NoContent, grid.StatusCode);
        }

        var first = await StartAsync(client, "PUT", "/api/series/parts", new StringContent(parts));
        await WaitAsync(client, first, "done");
        await client.GetAsync("/api/series/parts", Stop);
        await client.GetAsync("/api/series/parts/summary", Stop);
        foreach (var path in new[] { "/api/series/parts", first })
        {
            var panel = await client.GetAsync($"{path}/panel?sort=-mase", Stop);
            Assert.Equal((3, 3), (panel.GetProperty("rows").GetArrayLength(), Number(panel.GetProperty("ranking"), "series")));

            var ended = await CsvAsync(client, $"{path}/panel?sort=-id&state=done&limit=1");
            Assert.StartsWith("unique_id,status,advice,trial,model,", ended[0]);
            Assert.EndsWith(",mase,holdout_mase,holdout_naive_mase,bias,coverage-80,coverage-95,reason", ended[0]);
            Assert.Equal(["c,done", "b,done", "a,done"], ended[1..].Select(line => string.Join(',', line.Split(',')[..2])));

            // The 60 values are 0 to 6 in turn, so the first stretches have the sums 10 and 14.
            var rows = (await client.GetAsync($"{path}/panel?sort=id&points=12", Stop)).GetProperty("rows");
            var means = rows[0].GetProperty("points").EnumerateArray().Select(mean => mean.GetDouble()).ToList();
            Assert.Equal((12, 2.0, 2.8), (means.Count, means[0], Math.Round(means[1], 12)));
            Assert.Equal("a", (await client.GetAsync($"{path}/leaderboard?id=a", Stop)).GetProperty("id").GetString());
            Assert.Equal("b", (await client.GetAsync($"{path}/forecast?id=b", Stop)).GetProperty("id").GetString());
            await client.GetAsync($"{path}/values?id=b", Stop);
            using (var report = await client.SendAsync("GET", $"{path}/report?id=a", null, Stop))
            {
                Assert.Equal(HttpStatusCode.OK, report.StatusCode);
            }

            var shared = (await client.GetAsync($"{path}/leaderboard?id=a", Stop)).GetProperty("rows").EnumerateArray()
                .Single(row => row.GetProperty("engine").GetString() == "lstm").GetProperty("trial").GetString();
            using (var networks = await client.SendAsync("GET", $"{path}/models/{shared}?id=a", null, Stop))
            {
                using var archive = new ZipArchive(await networks.Content.ReadAsStreamAsync(Stop));
                Assert.Equal(
                    [$"{shared}-input-1.onnx", $"{shared}-input-2.onnx", $"{shared}.json"], archive.Entries.Select(entry => entry.Name));
            }

            foreach (var accept in (string[])["application/json", .. TableFormat.All.Select(format => format.ContentType)])
            {
                using var body = new StringContent("""{ "values": [1, 2, 3, 1, 2, 3] }""", null, "application/json");
                using var answer = await client.SendAsync("POST", $"{path}/forecast?horizon=3", body, Stop, accept);
                Assert.Equal((HttpStatusCode.OK, accept), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
            }

            foreach (var table in new[] { "forecast", "leaderboard", "panel", "predictions" })
            {
                foreach (var format in TableFormat.All)
                {
                    using var answer = await client.SendAsync("GET", $"{path}/{table}", null, Stop, format.ContentType);
                    Assert.Equal(
                        (HttpStatusCode.OK, format.ContentType), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
                    Assert.EndsWith($"s.{format.Ending}", answer.Content.Headers.ContentDisposition!.FileNameStar, StringComparison.Ordinal);
                }

                var lines = await CsvAsync(client, $"{path}/{table}{(table == "forecast" ? "?horizon=1&" : "?")}decimal=comma");
                Assert.StartsWith("unique_id;", lines[0], StringComparison.Ordinal);
            }
        }
    }

    private static async Task AssertDeletedAsync(ContractClient client, string series, string run)
    {
        foreach (var (path, status) in new[]
        {
            ($"{run}?remove=true", HttpStatusCode.Conflict),
            (series, HttpStatusCode.Conflict),
            ($"{run}?remove=yes", HttpStatusCode.BadRequest),
            ($"{run}?remove=true&published=true", HttpStatusCode.NoContent),
            ($"{run}?remove=true&published=true", HttpStatusCode.NotFound),
            (series, HttpStatusCode.NoContent),
            (series, HttpStatusCode.NotFound),
        })
        {
            using var answer = await client.SendAsync("DELETE", path, null, Stop);
            Assert.Equal((path, status), (path, answer.StatusCode));
        }

        using var gone = await client.SendAsync("GET", series, null, Stop);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    // Paths below the published run's address are the same as below its series' address.
    private static async Task AssertServedBelowAsync(ContractClient client, string run, string series, string trial)
    {
        foreach (var path in new[] { "leaderboard", "forecast", "values", "report", $"models/{trial}" })
        {
            foreach (var accept in path is "leaderboard" or "forecast" ? (string?[])["application/json", .. TableFormat.All.Select(format => format.ContentType)] : [null])
            {
                Assert.Equal(await BytesAsync($"{series}/{path}", accept), await BytesAsync($"{run}/{path}", accept));
            }
        }

        var row = (await client.GetAsync($"{run}/leaderboard", Stop)).GetProperty("rows")
            .EnumerateArray()
            .First(row => row.GetProperty("engine").GetString() == "lstm");
        await BytesAsync($"{run}/models/{row.GetProperty("trial").GetString()}", null);

        async Task<byte[]> BytesAsync(string path, string? accept)
        {
            using var answer = await client.SendAsync("GET", path, null, Stop, accept);
            Assert.Equal((path, HttpStatusCode.OK), (path, answer.StatusCode));
            return await answer.Content.ReadAsByteArrayAsync(Stop);
        }
    }

    // For a finished run only the end is sent, and nothing to a client that knows it.
    private static async Task AssertEventsAsync(ContractClient client, string run)
    {
        using var answer = await client.SendAsync("GET", $"{run}/events", null, Stop);
        var lines = (await answer.Content.ReadAsStringAsync(Stop)).Split('\n');
        Assert.Equal(["id: done-5-0-0", "event: end", "data: ", "", ""], lines.Select(line => line.Split('{')[0]));
        Assert.Equal("done", JsonDocument.Parse(lines[2]["data: ".Length..]).RootElement.GetProperty("state").GetString());
        using var known = await client.SendAsync("GET", $"{run}/events", null, Stop, lastEvent: "done-5-0-0");
        Assert.Equal(HttpStatusCode.NoContent, known.StatusCode);
    }

    private static async Task<string[]> CsvAsync(ContractClient client, string path)
    {
        using var answer = await client.SendAsync("GET", path, null, Stop, "text/csv");
        Assert.Equal("text/csv", answer.Content.Headers.ContentType!.MediaType);
        return (await answer.Content.ReadAsStringAsync(Stop)).TrimEnd().Split('\n');
    }

    private Task<JsonElement> WaitAsync(ContractClient client, string location, string state) =>
        WaitAsync(client, location, status => status.GetProperty("state").GetString() == state);

    private async Task<JsonElement> WaitAsync(ContractClient client, string location, Predicate<JsonElement> condition)
    {
        var status = default(JsonElement);
        for (var patience = new Patience(); patience.IsLeft;)
        {
            status = await client.GetAsync(location, Stop);
            if (condition(status))
            {
                return status;
            }

            await Task.Delay(50, Stop);
        }

        throw new TimeoutException($"{status}\n{host.Log}");
    }

    private static int Number(JsonElement element, string name) => element.GetProperty(name).GetInt32();

    // Covariates known ahead continue after the last value.
    private static string DatedCsv(int count) =>
        new StringBuilder("date,event,y\n").AppendJoin(
            '\n',
            Enumerable.Range(
                0,
                count + 3).Select(
                    t => $"{new DateTime(2015, 1, 1).AddMonths(t):yyyy-MM-dd},{t % 3},{(t < count ? 100 + t + (5 * (t % 4)) + (t * 7919 % 13) : "")}")).ToString();

    private static string Csv(int count) =>
        new StringBuilder("y\n").AppendJoin('\n', Enumerable.Range(0, count)
            .Select(t => (100 + t + (10 * Math.Sin(t * Math.PI / 2)) + (3 * Math.Sin(t * 1.7))).ToString("R"))).ToString();
}
