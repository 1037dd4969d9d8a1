using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Backtest.Runs;

namespace Backtest.Http.Tests;

/// <summary>Forecasts of series that were in no upload, by shared networks.</summary>
public sealed class ColdStartTests
{
    private const string Body = """{ "values": [70, 140, 210, 70, 140, 210, 70, 140, 210] }""";

    // Each series of three values again and again, from another one on: the networks know any such series by its first values.
    private const string Grid = """
        {
          "seasonLength": 1, "horizon": 3, "windows": 2, "baselines": ["naive"],
          "lstm": {
            "scope": "panel", "level": "last", "lookBack": 6, "units": [8, 6], "epochs": 30, "batchSize": 16, "learningRate": 0.02,
            "loss": "mae", "schedule": "cosine"
          }
        }
        """;

    private static readonly string One = Grid.Replace("[8, 6]", "8", StringComparison.Ordinal);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_series_is_forecast_alike_as_JSON_and_as_a_file()
    {
        await using var api = await UploadAsync(One);
        const string dated = """{ "values": [70, 140, 210, 70, 140, 210, 70, 140, 210], "timestamps": ["2001-01-01", "2002-01-01", "2003-01-01", "2004-01-01", "2005-01-01", "2006-01-01", "2007-01-01", "2008-01-01", "2009-01-01"] }""";
        var csv = "ds,y\n" + string.Join('\n', Enumerable.Range(0, 9).Select(t => $"{2001 + t}-01-01,{70 * (1 + (t % 3))}"));
        var run = (await api.JsonAsync("/api/series/shops")).GetProperty("publishedRun").GetString();

        var plain = await ForecastAsync(api, "/api/series/shops/forecast", Body);
        var answers = new[]
        {
            await ForecastAsync(api, "/api/series/shops/forecast", dated),
            await ForecastAsync(api, $"/api/series/shops/backtests/{run}/forecast", csv, "text/csv"),
        };

        Assert.All(new[] { 70.0, 140, 210 }.Zip(Values(plain)), pair => Assert.Equal(pair.First, pair.Second, 0.2 * pair.First));
        Assert.All(answers, answer => Assert.Equal(Values(plain), Values(answer)));
        Assert.All(answers, answer => Assert.StartsWith("2010-01-01", answer.GetProperty("forecast")[0].GetProperty("time").GetString()));
        Assert.Equal("shops", plain.GetProperty("name").GetString());
        Assert.Equal(5, Values(await ForecastAsync(api, "/api/series/shops/forecast?horizon=5", Body)).Length);
    }

    [Fact]
    public async Task A_series_with_a_zero_stays_at_zero_or_above_unless_the_grid_says_otherwise()
    {
        const string falling = """{ "values": [600, 500, 400, 300, 200, 100, 0] }""";
        await using var api = await UploadAsync(One);
        await using var free = await UploadAsync(One.Replace("\"horizon\"", "\"nonNegative\": false, \"horizon\"", StringComparison.Ordinal));

        var bounded = Values(await ForecastAsync(api, "/api/series/shops/forecast", falling));
        var own = Values(await ForecastAsync(free, "/api/series/shops/forecast", falling));

        Assert.Contains(own, value => value < 0);
        Assert.Equal(own.Select(value => Math.Max(0, value)), bounded);
    }

    [Theory]
    [InlineData("""{ "values": [1, 2] }""", "The networks cannot forecast this series: Pooled LSTM", "body")]
    [InlineData("""{ "values": [] }""", "The series has no value.", "values")]
    [InlineData("""{ "values": [null, null] }""", "The series has no value.", "values")]
    [InlineData("""{ "values": [1, 1e999] }""", "A value is too large for a number.", "values[1]")]
    [InlineData("""{ "values": [1, "2"] }""", "The body is not a series as JSON.", "values[1], line 1")]
    [InlineData("""{ "values": [1, 2], "horizon": 3 }""", "The body is not a series as JSON.", "horizon, line 1")]
    [InlineData("""{ "values": [1], "values": [2] }""", "The body is not a series as JSON.", "values, line 1")]
    [InlineData("""{ "timestamps": ["2001-01-01"] }""", "The body is not a series as JSON.", "body, line 1")]
    [InlineData("[1, 2]", "The body is not a series as JSON.", "body, line 1")]
    [InlineData("", "The body is not a series as JSON.", "body, line 1")]
    [InlineData("""{ "values": [1, 2], "timestamps": ["2001-01-01"] }""", "There are 2 values and 1 time.", "timestamps")]
    [InlineData("""{ "values": [1, 2], "timestamps": ["2001-01-01", "soon"] }""", "Not all of the times can be read.", "timestamps")]
    [InlineData("""{ "values": [1, 2], "timestamps": ["2001-01-01", null] }""", "A time is missing.", "timestamps[1]")]
    [InlineData("""{ "values": [1, 2], "timestamps": ["soon", "later"] }""", "'soon' is not a date or time.", "timestamps[0]")]
    [InlineData(
        """{ "values": [1, 2, 3], "timestamps": ["2001-01-01", "\n2002-01-01", "2002-01-01"] }""",
        "The time '2002-01-01' occurs twice.",
        "timestamps[2]")]
    public async Task What_is_no_series_is_told_with_its_place(string body, string title, string where)
    {
        await using var api = await UploadAsync(One);

        var (status, problem) = await ProblemAsync(api, "/api/series/shops/forecast", body);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.StartsWith(where, problem.GetProperty("where").GetString(), StringComparison.Ordinal);
        Assert.StartsWith(title, problem.GetProperty("title").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_series_of_another_step_is_refused()
    {
        await using var api = await UploadAsync(One);

        var (status, problem) = await ProblemAsync(
            api,
            "/api/series/shops/forecast",
            "ds,y\n" + string.Join('\n', Enumerable.Range(1, 9).Select(t => $"2001-01-0{t},{t}")),
            "text/csv");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("(day) is not that of the series that the networks were trained on (year)", problem.GetProperty("title").GetString());
    }

    // The first series of the upload has no regular step, and the others have a value a year.
    [Theory]
    [InlineData(true, "The step of this series (day) is not that of the series that the networks were trained on (year).")]
    [InlineData(false, "The times of this series have no regular step; that of the series that the networks were trained on is year.")]
    public async Task The_step_is_that_of_the_series_that_have_one(bool isRegular, string title)
    {
        static string Row(int t, bool regular) =>
            new DateOnly(1981, 1, 1).AddDays(regular ? t : (3 * t * t) + t).ToString("O", CultureInfo.InvariantCulture) + $",{10 + t}\n";
        await using var api = await UploadAsync(
            One, first: string.Concat(Enumerable.Range(0, 30).Select(t => $"a,{Row(t, regular: false)}")));
        var body = "ds,y\n" + string.Concat(Enumerable.Range(0, 9).Select(t => Row(t, isRegular)));

        var (status, problem) = await ProblemAsync(api, "/api/series/shops/forecast", body, "text/csv");

        Assert.Equal((HttpStatusCode.BadRequest, title), (status, problem.GetProperty("title").GetString()));
        Assert.Equal("Give values with the step year.", problem.GetProperty("detail").GetString());
    }

    // The networks see the price of each year and the sines of the dates.
    [Fact]
    public async Task Covariates_of_the_networks_are_asked_for_by_their_names_and_kinds()
    {
        var grid = One.Replace(
            "\"horizon\"",
            "\"calendar\": { \"fourier\": { \"7\": 1 } }, \"target\": \"y\", \"pastCovariates\": [\"price\"], \"horizon\"",
            StringComparison.Ordinal);
        await using var api = await UploadAsync(grid, price: true);
        var csv = "ds,y,price\n" + string.Join('\n', Enumerable.Range(0, 12).Select(t => $"{2001 + t}-01-01,{70 * (1 + (t % 3))},{t % 4}"));
        const string Path = "/api/series/shops/forecast";
        async Task<(HttpStatusCode Status, JsonElement Answer)> SendAsync(string key, int horizon)
        {
            using var form = new MultipartFormDataContent
            {
                { new StringContent(csv), "csv", "new.csv" }, { new StringContent($$"""{ "target": "y", "{{key}}": ["price"] }"""), "grid" },
            };
            using var answer = await api.Http.PostAsync($"{Path}?horizon={horizon}", form, Stop);
            return (answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop)).RootElement);
        }

        var right = await SendAsync("pastCovariates", 3);
        var other = await SendAsync("futureCovariates", 3);
        var far = await SendAsync("pastCovariates", 9);
        var (_, dateless) = await ProblemAsync(api, Path, Body);
        var years = string.Join(',', Enumerable.Range(2001, 7).Select(year => $"\"{year}-01-01\""));
        var (_, priceless) = await ProblemAsync(api, Path, $$"""{ "values": [1, 2, 3, 4, 5, 6, 7], "timestamps": [{{years}}] }""");

        Assert.Equal((HttpStatusCode.OK, 3), (right.Status, Values(right.Answer).Length));
        Assert.Equal((HttpStatusCode.BadRequest, "Name it in pastCovariates."), (other.Status, other.Answer.GetProperty("detail").GetString()));
        Assert.Contains("known only up to the last value", far.Answer.GetProperty("title").GetString());
        Assert.StartsWith("Ask for fewer steps", far.Answer.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal("Give the date of each value.", dateless.GetProperty("detail").GetString());
        Assert.StartsWith("Give a file with a column 'price'", priceless.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_series_and_too_much_are_refused()
    {
        await using var api = await UploadAsync(One);

        var (several, problem) = await ProblemAsync(
            api, "/api/series/shops/forecast", "unique_id,ds,y\na,1,1\na,2,1\nb,1,1\nb,2,1\n", "text/csv");
        var (large, _) = await ProblemAsync(api, "/api/series/shops/forecast", $"{{ \"values\": [{string.Join(',', Enumerable.Repeat(1, 6000))}] }}");
        await using var few = await UploadAsync(One, new BacktestOptions { MaxRows = 120 });
        var (rows, limit) = await ProblemAsync(few, "/api/series/shops/forecast", $"{{ \"values\": [{string.Join(',', Enumerable.Repeat(1, 121))}] }}");

        Assert.Equal((HttpStatusCode.BadRequest, "The body has 2 series, and one is forecast at a time."), (several, problem.GetProperty("title").GetString()));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large);
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "Send at most 120."), (rows, limit.GetProperty("detail").GetString()));
    }

    [Fact]
    public async Task The_trial_is_one_that_series_share_and_is_named_where_there_are_several()
    {
        await using var api = await UploadAsync(Grid);
        using (var upload = await api.PutAsync("/api/series/alone", "y\n" + string.Join('\n', Enumerable.Range(0, 60).Select(t => 10 + (t % 3)))))
        {
            Assert.Equal(HttpStatusCode.Accepted, upload.StatusCode);
        }

        var (status, several) = await ProblemAsync(api, "/api/series/shops/forecast", Body);
        var ids = several.GetProperty("detail").GetString()!["Name one of them: ".Length..].TrimEnd('.').Split(", ");
        var answer = await ForecastAsync(api, $"/api/series/shops/forecast?model={ids[1]}", Body);
        var local = (await api.JsonAsync("/api/series/shops/leaderboard?id=s0")).GetProperty("rows").EnumerateArray()
            .Single(row => row.GetProperty("engine").GetString() == "baseline").GetProperty("trial").GetString();
        var (unknown, other) = await ProblemAsync(api, $"/api/series/shops/forecast?model={local}", Body);
        var (none, alone) = await ProblemAsync(api, "/api/series/alone/forecast", Body);
        var (missing, _) = await ProblemAsync(api, "/api/series/nobody/forecast", Body);

        Assert.Equal((HttpStatusCode.BadRequest, 2, "model"), (status, ids.Length, several.GetProperty("where").GetString()));
        Assert.Equal(ids[1], answer.GetProperty("trial").GetString());
        Assert.Equal((HttpStatusCode.NotFound, "model"), (unknown, other.GetProperty("where").GetString()));
        Assert.Contains("has no networks that its series share", alone.GetProperty("title").GetString());
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (none, missing));
    }

    private static async Task<TestApi> UploadAsync(string grid, BacktestOptions? options = null, string first = "", bool price = false)
    {
        var api = await TestApi.StartAsync(options);
        (await api.PutAsync("/api/series/shops/grid", grid)).Dispose();
        var shops = $"unique_id,ds,y{(price ? ",price" : "")}\n{first}" + string.Concat(Enumerable.Range(0, 4).SelectMany(shop => Enumerable.Range(0, 30)
            .Select(t => $"s{shop},{1981 + t}-01-01,{(10 + shop) * (1 + ((t + shop) % 3))}{(price ? $",{t % 5}" : "")}\n")));
        using var upload = await api.PutAsync("/api/series/shops", shops);
        Assert.Equal(HttpStatusCode.Accepted, upload.StatusCode);
        return api;
    }

    private static async Task<HttpResponseMessage> PostAsync(TestApi api, string path, string body, string type) =>
        await api.Http.PostAsync(path, new StringContent(body, Encoding.UTF8, type), Stop);

    private static async Task<JsonElement> ForecastAsync(TestApi api, string path, string body, string type = "application/json")
    {
        using var answer = await PostAsync(api, path, body, type);
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
        return JsonDocument.Parse(text).RootElement;
    }

    private static async Task<(HttpStatusCode Status, JsonElement Problem)> ProblemAsync(
        TestApi api, string path, string body, string type = "application/json")
    {
        using var answer = await PostAsync(api, path, body, type);
        return (answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop)).RootElement);
    }

    private static double[] Values(JsonElement answer) =>
        [.. answer.GetProperty("forecast").EnumerateArray().Select(step => step.GetProperty("value").GetDouble())];
}
