using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Backtest.Engineering;
using Backtest.Runs;
using Backtest.Runs.Exports;
using Backtest.Testing.Contract;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Backtest.Http.Tests;

/// <summary>
/// The examples in the contract are the answers of the service, except for times. <c>BACKTEST_EXAMPLES=1</c> rewrites them; then build
/// the service again.
/// </summary>
public sealed partial class ContractExamplesTests
{
    private const string Grid = "sales.grid.json";
    private const string Csv = "sales.csv";

    private static readonly string Folder = Repository.PathOf("src", "Backtest.Http", "Examples");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_example_is_what_the_service_answers()
    {
        var answers = await AskAsync();
        if (StoredContract.IsWritten)
        {
            foreach (var (file, content) in answers)
            {
                await File.WriteAllTextAsync(Path.Combine(Folder, file), content, Stop);
            }
        }

        Assert.Equal([.. answers.Keys, Csv, Grid, "values.json"], Directory.EnumerateFiles(Folder)
            .Select(file => Path.GetFileName(file))
            .Order(StringComparer.Ordinal));
        foreach (var (file, content) in answers)
        {
            var stored = await File.ReadAllTextAsync(Path.Combine(Folder, file), Stop);
            if (file.EndsWith(".json", StringComparison.Ordinal))
            {
                AssertAlike(file, JsonNode.Parse(content), JsonNode.Parse(stored));
            }
            else
            {
                var (cells, expected) = (Cells(content), Cells(stored));
                Assert.Equal((file, expected.Length), (file, cells.Length));
                Assert.All(
                    cells.Zip(expected), pair => Assert.True(IsAlike(pair.First, pair.Second), $"{file}: {pair.First} and {pair.Second}"));
            }
        }
    }

    [Fact]
    public async Task Every_answer_in_JSON_has_an_example_that_keeps_its_schema()
    {
        await using var api = await TestApi.StartAsync();
        var contract = await api.JsonAsync("/api/openapi.json");
        var schemas = new AnswerSchemas(contract);
        var bare = new List<string>();
        foreach (var operation in contract.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()))
        {
            foreach (var answer in operation.Value.GetProperty("responses").EnumerateObject())
            {
                foreach (var content in answer.Value.TryGetProperty("content", out var contents) ? contents.EnumerateObject().ToList() : [])
                {
                    if (content.Value.TryGetProperty("example", out var example))
                    {
                        Assert.Empty(schemas.Check(content.Value.GetProperty("schema"), example));
                    }
                    else
                    {
                        bare.Add($"{operation.Value.GetProperty("operationId")} {answer.Name} {content.Name}");
                    }
                }
            }
        }

        // The contract itself, a schema, a page, a binary file, answers that differ from another in one word, and tables in another format.
        Assert.Equal(
            [
                "CancelBacktest 202 application/json", "GetContract 200 application/json", "GetEvents 200 text/event-stream",
                "GetGridSchema 200 application/schema+json", "GetHealth 503 application/json", "GetModel 200 application/octet-stream",
                "GetModel 200 application/zip", "GetReport 200 text/html", "GetRunModel 200 application/octet-stream",
                "GetRunModel 200 application/zip", "GetRunReport 200 text/html",
            ],
            bare.Where(answer => !TableFormat.All.Any(format => answer.EndsWith($" {format.ContentType}", StringComparison.Ordinal)))
                .Order(StringComparer.Ordinal));
    }

    // By the example's name.
    private static async Task<SortedDictionary<string, string>> AskAsync()
    {
        var answers = new SortedDictionary<string, string>(StringComparer.Ordinal);
        await using var api = await TestApi.StartAsync();
        var (csv, grid) = (await File.ReadAllTextAsync(Path.Combine(Folder, Csv), Stop),
            await File.ReadAllTextAsync(Path.Combine(Folder, Grid), Stop));

        await AddAsync("Problem.404.json", HttpMethod.Get, "/api/series/sales");
        await AddAsync("Problem.400.json", HttpMethod.Put, "/api/series/sales", csv.Replace("132", "many", StringComparison.Ordinal));
        await AddAsync("Problem.413.json", HttpMethod.Put, "/api/series/sales", new string('1', 20_000));
        api.Host.Pause = TimeSpan.FromSeconds(9.5);
        await AddAsync("Problem.429.json", HttpMethod.Put, "/api/series/sales", csv);
        api.Host.Pause = null;
        answers["Problem.401.json"] = await AnswerAsync(KeyProblem.AnswerAsync);
        answers["Problem.403.json"] = await AnswerAsync(CrossSiteProblem.AnswerAsync);
        answers["Problem.408.json"] = await AnswerAsync(context => SlowBody.Answer(new BacktestOptions()).ExecuteAsync(context));
        answers["Problem.500.json"] = await AnswerAsync(context => ServerError.AnswerAsync(context, null));
        answers["Problem.503.json"] = await AnswerAsync(context => ServerError.AnswerAsync(context, new IOException()));

        await AddAsync("GetHealth.200.json", HttpMethod.Get, "/api/health");
        (await api.PutAsync("/api/series/sales/grid", grid)).Dispose();
        await AddAsync("PutSeries.202.json", HttpMethod.Put, "/api/series/sales", csv);
        await AddAsync("PutGrid.202.json", HttpMethod.Put, "/api/series/sales/grid", grid);
        await AddAsync("StartBacktest.202.json", HttpMethod.Post, "/api/series/sales/backtests", "");
        var started = JsonNode.Parse(answers["StartBacktest.202.json"])!["runs"]![0]!["run"];
        await AddAsync("ResumeBacktest.202.json", HttpMethod.Post, $"/api/series/sales/backtests/{started}");
        await AddAsync("Inspect.200.json", HttpMethod.Post, "/api/inspect?name=sales", "");
        await AddAsync("ListSeries.200.json", HttpMethod.Get, "/api/series");
        await AddAsync("GetSeries.200.json", HttpMethod.Get, "/api/series/sales");
        await AddAsync("GetSummary.200.json", HttpMethod.Get, "/api/series/sales/summary");
        await AddAsync("GetValues.200.json", HttpMethod.Get, "/api/series/sales/values");
        await AddAsync("GetLeaderboard.200.json", HttpMethod.Get, "/api/series/sales/leaderboard");
        await AddAsync("GetLeaderboard.200.csv", HttpMethod.Get, "/api/series/sales/leaderboard", accept: "text/csv");
        await AddAsync("GetForecast.200.json", HttpMethod.Get, "/api/series/sales/forecast");
        await AddAsync("GetForecast.200.csv", HttpMethod.Get, "/api/series/sales/forecast", accept: "text/csv");
        var series = JsonNode.Parse(answers["GetSeries.200.json"])!;
        var run = $"/api/series/sales/backtests/{series["publishedRun"]}";
        await AddAsync("GetBacktest.200.json", HttpMethod.Get, run);
        await AddAsync("GetTrial.200.json", HttpMethod.Get, $"{run}/trials/{series["winner"]}");
        await AddAsync("GetComparison.200.json", HttpMethod.Get, $"{run}/trials/{series["winner"]}/against/{ContractExamples.OtherTrial}");
        await AddAsync("GetModel.200.json", HttpMethod.Get, $"/api/series/sales/models/{series["winner"]}");
        await AddAsync("CancelBacktest.200.json", HttpMethod.Delete, run);
        await AddAsync("Problem.409.json", HttpMethod.Delete, $"{run}?remove=true");
        await AddAsync(
            "GetPredictions.200.csv", HttpMethod.Get, $"/api/series/sales/predictions?model={series["winner"]}", accept: "text/csv");
        (await api.PutAsync("/api/series/shops/grid", """{ "horizon": 2, "windows": 2, "theta": {} }""")).Dispose();
        var shops = "unique_id,ds,y\n" + string.Concat(new[] { "north", "south" }.SelectMany(id => Enumerable.Range(0, 24)
            .Select(t => $"{id},{2001 + t}-01-01,{100 + t + (t * (id.Length + t) % 7)}\n"))) + "west,2001-01-01,1\n";
        (await api.PutAsync("/api/series/shops", shops)).Dispose();
        await AddAsync("GetPanel.200.json", HttpMethod.Get, "/api/series/shops/panel");
        await AddAsync("GetPanel.200.csv", HttpMethod.Get, "/api/series/shops/panel", accept: "text/csv");
        var stores = "unique_id,ds,y\n" + string.Concat(Enumerable.Range(0, 3).SelectMany(store => Enumerable.Range(0, 30)
            .Select(t => $"s{store},{1996 + t}-01-01,{(10 + store) * (1 + ((t + store) % 3))}\n")));
        (await api.PutAsync(
            "/api/series/stores/grid",
            """
            { "seasonLength": 1, "horizon": 3, "windows": 2, "theta": {},
              "lstm": { "scope": "panel", "level": "last", "lookBack": 6, "units": 4, "epochs": 3 } }
            """)).Dispose();
        (await api.PutAsync("/api/series/stores", stores)).Dispose();
        await AddAsync(
            "PostForecast.200.json", HttpMethod.Post, "/api/series/stores/forecast", $"{ContractExamples.Values}", type: "application/json");
        return answers;

        async Task AddAsync(
            string file,
            HttpMethod method,
            string path,
            string? body = null,
            string accept = "application/json",
            string type = "text/plain")
        {
            using var request = new HttpRequestMessage(method, path)
            {
                Content = body is null ? null : new StringContent(body, null, type)
            };
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
            using var answer = await api.Http.SendAsync(request, Stop);
            var content = await answer.Content.ReadAsStringAsync(Stop);
            Assert.True(file.Split('.')[1] == ((int)answer.StatusCode).ToString(), $"{file}: {content}");
            answers[file] = accept == "text/csv" ? content : Lines(content);
        }
    }

    private static async Task<string> AnswerAsync(Func<HttpContext, Task> answer)
    {
        using var body = new MemoryStream();
        var context = new DefaultHttpContext
        {
            RequestServices = new ServiceCollection().AddLogging()
            .BuildServiceProvider(),
            Response = { Body = body }
        };
        await answer(context);
        body.Position = 0;
        return Lines(await new StreamReader(body).ReadToEndAsync(Stop));
    }

    private static string Lines(string json) => StoredContract.Text(JsonNode.Parse(json)!);

    // The last cell but one of a leaderboard's row is a time.
    private static string[] Cells(string csv) => SecondsPattern().Replace(csv, ",,").Split([',', '\n', '"']);

    private static bool IsAlike(string answer, string example) =>
        answer == example
        || (double.TryParse(answer, CultureInfo.InvariantCulture, out var given)
            && double.TryParse(example, CultureInfo.InvariantCulture, out var stored)
            && Math.Abs(given - stored) <= 1e-6 * Math.Abs(stored));

    // Times and values that depend on the machine differ, but exist.
    private static void AssertAlike(string place, JsonNode? answer, JsonNode? example)
    {
        Assert.True(answer?.GetValueKind() == example?.GetValueKind(), place);
        switch (answer)
        {
            case JsonObject fields:
                Assert.Equal(fields.Select(field => $"{place}: {field.Key}"), example!.AsObject().Select(field => $"{place}: {field.Key}"));
                foreach (var (name, value) in fields.Where(field => !field.Key.EndsWith("econds", StringComparison.Ordinal)
                    && !field.Key.EndsWith("At", StringComparison.Ordinal)))
                {
                    AssertAlike($"{place}.{name}", value, example[name]);
                }

                break;
            case JsonArray items:
                Assert.Equal((place, items.Count), (place, example!.AsArray().Count));
                for (var k = 0; k < items.Count; k++)
                {
                    AssertAlike($"{place}[{k}]", items[k], example[k]);
                }

                break;
            case not null when answer.GetValueKind() == JsonValueKind.Number:
                Assert.True(IsAlike(answer.ToString(), example!.ToString()), $"{place}: {answer} and {example}");
                break;
            default:
                Assert.Equal((place, answer?.ToString()), (place, example?.ToString()));
                break;
        }
    }

    [GeneratedRegex(",[0-9.E-]+,$", RegexOptions.Multiline)]
    private static partial Regex SecondsPattern();
}
