using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Backtest.Browser.Tests;

/// <summary>Long series, many trials, many series, and how soon the pages show them.</summary>
public sealed class SizeTests(Browsing browsing)
{
    private const int Values = 10_000;
    private const int Trials = 1_000;
    private const int Hours = 26_280;
    private const int Series = 10_000;

    // The series of the first page, whose values are drawn.
    private const int Drawn = 50;

    private static string Csv { get; } = "date,y\n" + string.Concat(Enumerable.Range(0, Values).Select(t => string.Create(
        CultureInfo.InvariantCulture,
        $"{new DateTime(1995, 1, 1).AddDays(t):yyyy-MM-dd},{1000 + (t / 10) + (100 * Math.Sin(t * Math.PI / 3.5)):F1}\n")));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ten_thousand_values_and_a_thousand_trials_are_there_at_once()
    {
        await StoreAsync("long");
        await AssertSoonAsync("#/series/long", goal: 3000, page => Chart(page, "long"));
    }

    [Fact]
    public async Task Three_years_of_hours_are_there_at_once()
    {
        var csv = "time,y\n" + string.Concat(Enumerable.Range(0, Hours).Select(t => string.Create(
            CultureInfo.InvariantCulture,
            $"{new DateTime(2021, 1, 1).AddHours(t):yyyy-MM-dd HH:mm},{100 + (10 * Math.Sin(t * Math.PI / 12)) + (t % 7):F1}\n")));
        await browsing.UploadAsync("hours", csv, """{ "seasonLength": 24, "horizon": 24, "windows": 3, "theta": {} }""");
        await AssertSoonAsync("#/series/hours", goal: 1500, page => Chart(page, "hours"));
    }

    [Fact]
    public async Task A_panel_of_ten_thousand_series_is_there_at_once()
    {
        var csv = "unique_id,ds,y\n" + string.Concat(Enumerable.Range(0, Drawn).SelectMany(id => Enumerable.Range(0, 40)
            .Select(t => $"{id},{new DateTime(2020, 1, 1).AddDays(t):yyyy-MM-dd},{100 + (t % (5 + (id % 7)))}\n")));
        await browsing.UploadAsync("panel", csv, """{ "horizon": 4, "windows": 2, "baselines": ["naive"] }""");
        await MultiplySeriesAsync("panel");
        await AssertSoonAsync("#/series/panel", goal: 1000, page => page.Locator(".sparkline").Nth(Drawn - 1));
    }

    // A name ends with the time of the upload when the list has all that it shows.
    [Fact]
    public Task The_list_of_uploads_is_there_at_once() => AssertSoonAsync(
        "", goal: 1000, page => page.GetByRole(AriaRole.Link, new() { NameRegex = new($"^{Browsing.Series} .* [AP]M$") }));

    [Fact]
    public Task The_reference_of_the_HTTP_interface_is_there_at_once() => AssertSoonAsync(
        "api/docs", goal: 1500, page => page.Locator(".opblock").First);

    // Content can be found in the document before the browser paints it, so the entry may be still to come.
    private const string FirstPaint = """
        () => new Promise(found => new PerformanceObserver(entries => {
          for (const entry of entries.getEntriesByName('first-contentful-paint')) found(entry.startTime);
        }).observe({ type: 'paint', buffered: true }))
        """;

    private static ILocator Chart(IPage page, string name) =>
        page.GetByRole(AriaRole.Img, new() { NameRegex = new($"^{name}: actual values") });

    // The best of a few visits, to exclude other load on the machine. On a busy machine that never reaches the goal, the page must not
    // take a multiple.
    private async Task AssertSoonAsync(string place, int goal, Func<IPage, ILocator> content)
    {
        var (paint, complete) = (double.PositiveInfinity, double.PositiveInfinity);
        for (var visit = 0; visit < 5 && (paint > 1000 || complete > goal); visit++)
        {
            await browsing.VisitAsync(new Uri(browsing.Platform.Address, place), null, async page =>
            {
                await Expect(content(page)).ToBeVisibleAsync();
                complete = Math.Min(complete, await page.EvaluateAsync<double>("performance.now()"));
                paint = Math.Min(paint, await page.EvaluateAsync<double>(FirstPaint));
            });
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"/{place}: first paint after {paint:F0} ms, all of it after {complete:F0} ms");
        Assert.InRange(paint, 1, 4000);
        Assert.InRange(complete, 1, 4 * goal);
    }

    [Fact]
    public Task Ten_thousand_values_can_be_looked_at_before_they_are_uploaded() => browsing.VisitAsync("new", async page =>
    {
        await page.GetByLabel("Drop a file here")
            .SetInputFilesAsync(new FilePayload { Name = "many.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(Csv) });

        await Expect(page.GetByText("1995-01-01 to 2022-05-18")).ToBeVisibleAsync();
        await Expect(page.GetByText("and 9,992 more rows")).ToBeAttachedAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Start the backtest" })).ToBeEnabledAsync();
    });

    [Fact]
    public async Task A_thousand_trials_are_paged_and_sorted_without_a_pause()
    {
        await StoreAsync("wide");
        await browsing.VisitAsync("series/wide/leaderboard", async page =>
        {
            await Expect(page.GetByText("1 to 50 of 998")).ToBeVisibleAsync();
            await Expect(page.Locator(".board tbody tr")).ToHaveCountAsync(52);
            await page.GetByRole(AriaRole.Button, new() { Name = "Next" }).ClickAsync();
            await Expect(page.GetByText("51 to 100 of 998")).ToBeVisibleAsync();

            var fastest = double.PositiveInfinity;
            for (var attempt = 0; attempt < 5 && fastest > 200; attempt++)
            {
                fastest = Math.Min(fastest, await page.EvaluateAsync<double>(
                    """
                    async () => {
                      const start = performance.now();
                      document.querySelector('.board thead th:nth-child(2) button').click();
                      await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
                      return performance.now() - start;
                    }
                    """));
            }

            Assert.InRange(fastest, 0, 1000);
        });
    }

    private async Task StoreAsync(string name)
    {
        await browsing.UploadAsync(name, Csv, """{ "horizon": 14, "windows": 50, "baselines": ["naive", "drift", "mean"], "theta": {} }""");
        await MultiplyTrialsAsync(name);
    }

    // The rows of a panel with many series, without the time to compute them. Those with values need most attention.
    private async Task MultiplySeriesAsync(string name)
    {
        var run = await browsing.PublishedAsync(name);
        var blob = browsing.Platform.Blobs.GetBlobContainerClient("backtests").GetBlobClient($"{name}/{run}/rows.json.gz");
        using var packed = new GZipStream((await blob.DownloadContentAsync(Stop)).Value.Content.ToStream(), CompressionMode.Decompress);
        var document = (await JsonNode.ParseAsync(packed, cancellationToken: Stop))!.AsObject();
        var rows = document["rows"]!.AsArray();
        var like = rows[0]!;
        for (var index = rows.Count; index < Series; index++)
        {
            var row = like.DeepClone();
            (row["index"], row["id"], row["name"]) = (index, $"item {index}", $"{name}.item-{index}");
            row["holdOutMase"] = index % 997 / 1e6;
            row.AsObject().Remove("advice");
            rows.Add(row);
        }

        using var content = new MemoryStream();
        await using (var gzip = new GZipStream(content, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(WithoutChecksum(document).ToMemory(), Stop);
        }

        await blob.UploadAsync(BinaryData.FromBytes(content.ToArray()), overwrite: true, Stop);
    }

    // Documents of version 1 have no checksum.
    private static BinaryData WithoutChecksum(JsonObject document)
    {
        document["schemaVersion"] = 1;
        document.Remove("sha256");
        return BinaryData.FromString(document.ToJsonString(new JsonSerializerOptions(JsonSerializerDefaults.Web)));
    }

    // The leaderboard of a run with many trials, without the time to compute them.
    private async Task MultiplyTrialsAsync(string name)
    {
        var run = await browsing.PublishedAsync(name);
        var blob = browsing.Platform.Blobs.GetBlobContainerClient("backtests").GetBlobClient($"{name}/{run}/leaderboard.json");
        var board = JsonNode.Parse((await blob.DownloadContentAsync(Stop)).Value.Content)!;
        var rows = board["rows"]!.AsArray();
        var like = rows.First(row => row!["engine"]!.GetValue<string>() == "theta")!;
        for (var rank = rows.Count + 1; rank <= Trials; rank++)
        {
            var row = like.DeepClone();
            row["rank"] = rank;
            row["trial"] = $"theta-{rank:x10}";
            row["label"] = $"Theta {rank}";
            rows.Add(row);
        }

        await blob.UploadAsync(WithoutChecksum(board.AsObject()), overwrite: true, Stop);
    }
}
