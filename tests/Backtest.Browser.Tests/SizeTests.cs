using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Backtest.Browser.Tests;

/// <summary>A long series with many trials.</summary>
public sealed class SizeTests(Browsing browsing)
{
    private const int Values = 10_000;
    private const int Trials = 1_000;

    private static string Csv { get; } = "date,y\n" + string.Concat(Enumerable.Range(0, Values).Select(t => string.Create(
        CultureInfo.InvariantCulture,
        $"{new DateTime(1995, 1, 1).AddDays(t):yyyy-MM-dd},{1000 + (t / 10) + (100 * Math.Sin(t * Math.PI / 3.5)):F1}\n")));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ten_thousand_values_and_a_thousand_trials_are_there_at_once()
    {
        await StoreAsync("long");

        // The best of a few visits, to exclude other load on the machine.
        var (paint, complete) = (double.PositiveInfinity, double.PositiveInfinity);
        for (var visit = 0; visit < 5 && (paint > 1000 || complete > 3000); visit++)
        {
            await browsing.VisitAsync("series/long", async page =>
            {
                await Expect(page.GetByRole(AriaRole.Img, new() { NameRegex = new("^long: actual values") })).ToBeVisibleAsync();
                complete = Math.Min(complete, await page.EvaluateAsync<double>("performance.now()"));
                paint = Math.Min(
                    paint, await page.EvaluateAsync<double>("performance.getEntriesByName('first-contentful-paint')[0].startTime"));
            });
        }

        // A second is the goal; on a busy machine that never reaches it, the page must not take a multiple.
        TestContext.Current.TestOutputHelper!.WriteLine($"First paint after {paint:F0} ms, all of it after {complete:F0} ms");
        Assert.InRange(paint, 1, 4000);
        Assert.InRange(complete, 1, 12_000);
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
            Assert.Equal(52, await page.Locator(".board tbody tr").CountAsync());
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

    // The leaderboard of a run with many trials, without the time to compute them.
    private async Task MultiplyTrialsAsync(string name)
    {
        var run = (await browsing.Platform.GetAsync($"api/series/{name}", Stop)).GetProperty("publishedRun").GetString();
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

        // Documents of the first version have no checksum.
        board["schemaVersion"] = 1;
        board.AsObject().Remove("sha256");
        await blob.UploadAsync(
            BinaryData.FromString(board.ToJsonString(new JsonSerializerOptions(JsonSerializerDefaults.Web))), overwrite: true, Stop);
    }
}
