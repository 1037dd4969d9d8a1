using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Backtest.Browser.Tests;

/// <summary>The page of a panel, whose series share networks and also have their own, and of forecasts made elsewhere.</summary>
public sealed class PanelTests(Browsing browsing)
{
    private const string Upload = "stores";

    // The shared network has two inputs.
    private const string Grid = """
        { "seasonLength": 1, "horizon": 3, "windows": 4, "baselines": ["naive"], "theta": {},
          "lstm": [
            { "scope": "panel", "level": "last", "lookBack": 6, "units": 4, "epochs": 3, "validation": true, "averaging": 0.9,
              "variants": [[{}, { "lookBack": 4, "units": 2 }]] },
            { "lookBack": 6, "units": 4, "epochs": 3 }
          ] }
        """;

    // Two series of 48 years, of which one has a gap, and one of a single year.
    private static readonly string Csv = "unique_id,ds,y\n"
        + string.Concat(Enumerable.Range(0, 48).Select(t => $"north,{1970 + t}-01-01,{100 + (10 * (t / 2))}\n"))
        + string.Concat(Enumerable.Range(0, 48).Select(t => $"south,{1970 + t}-01-01,{(t is 8 or 9 ? "" : 20 + (t % 7))}\n"))
        + "west,1970-01-01,1\n";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(390, ColorScheme.Light)]
    [InlineData(1440, ColorScheme.Dark)]
    public async Task Every_series_has_its_shape_its_state_and_whether_it_gains_from_shared_networks(int width, ColorScheme theme)
    {
        await StoreAsync();
        await browsing.VisitAsync(
            $"series/{Upload}?sort=index",
            async page =>
            {
                var rows = page.GetByRole(AriaRole.Group, new() { Name = "Series of the panel" }).Locator("tbody tr");
                await Expect(rows).ToHaveCountAsync(3);

                // Each of the 24 means is that of two years.
                await Expect(rows.Nth(0).GetByRole(AriaRole.Img, new() { Name = "Means of 24 stretches from 100 to 330, the last 330" }))
                    .ToBeVisibleAsync();
                await Expect(rows.Nth(0).Locator(".advice")).ToHaveTextAsync(new Regex("trust|caution|do not use"));
                await Expect(rows.Nth(0)).ToContainTextAsync(new Regex("(unclear|better|worse): [0-4] of 4"));

                // The gap is not bridged.
                Assert.Equal(2, (await rows.Nth(1).Locator(".sparkline path").GetAttributeAsync("d"))!.Count(letter => letter == 'M'));
                await Expect(rows.Nth(2)).ToContainTextAsync("refused");
                await Expect(page.GetByText("Pooling: in how many windows the networks that the series share were closer")).ToBeVisibleAsync();
                await Barriers.AssertNoneAsync(page, Upload);
                Assert.Equal(0, await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth"));

                // No two labels below the bars overlap.
                Assert.True(await page.EvaluateAsync<bool>(
                    """
                    () => {
                      const boxes = [...document.querySelectorAll('.bar-labels.all span')].map(label => {
                        const text = document.createRange();
                        text.selectNodeContents(label);
                        return text.getBoundingClientRect();
                      });
                      return boxes.length === 8 && boxes.every((box, k) => k === 0 || boxes[k - 1].right <= box.left);
                    }
                    """));

                await page.GetByRole(AriaRole.Button, new() { Name = "State", Exact = true }).ClickAsync();
                await Expect(rows.Nth(0)).ToContainTextAsync("north");
                await page.GetByRole(AriaRole.Button, new() { Name = "State", Exact = true }).ClickAsync();
                await Expect(rows.Nth(0)).ToContainTextAsync("west");
            },
            width,
            theme);
    }

    [Fact]
    public async Task Series_are_told_by_need_sorted_filtered_and_saved_and_windows_are_apart_from_hold_outs()
    {
        const string name = "shops";

        // A shop each: with a trend, with a season, with a new level in the hold-out, and with too few values.
        double Value(string id, int t) => id switch
        {
            "trend" => 100 + t,
            "season" => 50 + (t % 12 * 3) + (t * 7919 % 31 / 10.0),
            _ => 200 + (t * 7919 % 7) + (t < 52 ? 0 : 90),
        };
        var csv = "unique_id,ds,y\n" + string.Concat(new[] { "trend", "season", "level" }.SelectMany(id => Enumerable.Range(0, 60)
            .Select(t => FormattableString.Invariant($"{id},{new DateTime(2019, 1, 1).AddMonths(t):yyyy-MM-dd},{Value(id, t)}\n")))) + "short,2019-01-01,1\n";
        await browsing.UploadAsync(name, csv, """{ "seasonLength": 12, "horizon": 8, "windows": 3, "baselines": ["naive"] }""");
        var older = await browsing.PublishedAsync(name);
        await browsing.UploadAsync(
            name, csv, """{ "seasonLength": 12, "horizon": 8, "windows": 3, "baselines": ["naive"], "theta": {} }""", older);

        await browsing.VisitAsync($"series/{name}", async page =>
        {
            // First the one without a forecast, then the one that should not be used.
            var table = page.GetByRole(AriaRole.Group, new() { Name = "Series of the panel" });
            var rows = table.Locator("tbody tr");
            await Expect(rows).ToHaveCountAsync(4);
            await Expect(rows.Nth(0)).ToContainTextAsync("short");
            await Expect(rows.Nth(0)).ToContainTextAsync("refused");
            await Expect(rows.Nth(1)).ToContainTextAsync("level");
            await Expect(rows.Nth(1)).ToContainTextAsync("do not use");

            // Every number of a series is of its hold-out; those of the windows have a table of their own, without the hold-out.
            await Expect(table.Locator("thead th")).ToHaveTextAsync(
                ["Series", "Values", "State", "Published model", "Hold-out MASE", "Naive", "Relative to naive", "Bias", "In 80 %"]);
            await Expect(rows.Nth(1).Locator("td").Last).ToHaveTextAsync("0 %");
            await Expect(page.GetByText(new Regex("On the hold-out, which no choice has seen, [0-3] of 3 published models beat the naive forecast")))
                .ToBeVisibleAsync();
            await Expect(page.GetByRole(AriaRole.Group, new() { Name = "Model families over all series" }).Locator("tbody th"))
                .ToHaveTextAsync(["Theta", "Baseline"], new() { UseInnerText = true });

            await table.GetByRole(AriaRole.Button, new() { Name = "Relative to naive" }).ClickAsync();
            await Expect(table.GetByRole(AriaRole.Columnheader, new() { Name = "Relative to naive" })).ToHaveAttributeAsync("aria-sort", "descending");
            var ratios = (await rows.Locator("td:nth-child(7)").AllInnerTextsAsync()).Select(text => double.Parse(text[1..])).ToList();
            Assert.Equal(3, ratios.Count);
            Assert.Equal(ratios.OrderDescending(), ratios);

            await page.GetByLabel("State", new() { Exact = true }).SelectOptionAsync("with forecasts");
            await Expect(rows).ToHaveCountAsync(3);
            var saved = await Saved.ByAsync(page, "Series (CSV)");
            Assert.Equal($"{name}-series.csv", saved.Name);
            Assert.Equal(
                await rows.Locator("th").AllInnerTextsAsync(), saved.Text.TrimEnd().Split('\n')[1..].Select(line => line.Split(',')[0]));
            Assert.StartsWith("unique_id,ds,model,yhat", (await Saved.ByAsync(page, "Forecasts (CSV)")).Text);
        });

        // Every run has its own ranking.
        await browsing.VisitAsync($"series/{name}?run={older}", page => Expect(
            page.GetByRole(AriaRole.Group, new() { Name = "Model families over all series" }).Locator("tbody th")).ToHaveTextAsync(["Baseline"]));
    }

    [Fact]
    public async Task A_shared_network_of_several_inputs_has_its_losses_its_download_and_its_part_of_the_report()
    {
        await StoreAsync();
        var board = await browsing.Platform.GetAsync($"api/series/{Upload}/leaderboard?id=south", Stop);
        var trial = Trial(board, "Pooled");
        await browsing.VisitAsync($"series/{Upload}.south/model/{trial}", async page =>
        {
            await Expect(page.GetByText("Last training of the first network that the series share")).ToBeVisibleAsync();
            await Expect(page.GetByRole(AriaRole.Img, new() { Name = "Loss of 3 epochs in training and validation." })).ToBeVisibleAsync();
            await Expect(page.GetByText("The losses are those of the weights before averaging; the forecasts come from their average."))
                .ToBeVisibleAsync();

            var model = await page.RunAndWaitForDownloadAsync(
                () => page.GetByRole(AriaRole.Button, new() { Name = "Download model (ONNX, zip)" }).ClickAsync());
            using var archive = ZipFile.OpenRead(await model.PathAsync());
            Assert.Equal([$"{trial}-input-1.onnx", $"{trial}-input-2.onnx", $"{trial}.json"], archive.Entries.Select(entry => entry.Name));

            var transforms = await page.RunAndWaitForDownloadAsync(
                () => page.GetByRole(AriaRole.Button, new() { Name = "Transforms (JSON)" }).ClickAsync());
            using var document = JsonDocument.Parse(await File.ReadAllTextAsync(await transforms.PathAsync(), Stop));
            Assert.Equal(trial, document.RootElement.GetProperty("trial").GetString());

            await page.GetByLabel("Model", new() { Exact = true })
                .SelectOptionAsync(new SelectOptionValue { Value = Trial(board, "LSTM") });
            await Expect(page.GetByRole(AriaRole.Img, new() { Name = "Loss of 3 epochs in training." })).ToBeVisibleAsync();
            await Expect(page.GetByText("No samples were held back for validation.")).ToBeVisibleAsync();
        });

        // Its form has the setting of such networks.
        await browsing.VisitAsync($"series/{Upload}/runs", async page =>
        {
            await page.GetByText("Finer settings").ClickAsync();
            await Expect(page.GetByLabel("Refit shared networks every", new() { Exact = true })).ToBeVisibleAsync();
        });

        // The report says at which address the networks are.
        var run = await browsing.PublishedAsync(Upload);
        var report = new Uri(browsing.Platform.Address, $"api/series/{Upload}/backtests/{run}/report?id=south");
        await browsing.VisitAsync("", async page =>
        {
            await page.GotoAsync(report.ToString());
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Networks that the series share" })).ToBeVisibleAsync();
            await Expect(page.GetByRole(AriaRole.Img, new() { Name = "Loss by epoch" })).ToBeVisibleAsync();
            await Expect(page.GetByText("The losses are those of the weights before averaging")).ToBeVisibleAsync();
            await Expect(page.GetByText(new Regex("forecast this series better than its own networks"))).Not.ToHaveCountAsync(0);
            var models = await page.GetByText($"models/{trial}").InnerTextAsync();
            using var client = new HttpClient();
            client.DefaultRequestHeaders.Add("Accept", "application/octet-stream");
            await using var archive = new ZipArchive(
                new MemoryStream(await client.GetByteArrayAsync(new Uri(report, $"{models}{report.Query}"), Stop)));
            Assert.Contains($"{trial}-input-2.onnx", archive.Entries.Select(entry => entry.Name));
        });
    }

    [Fact]
    public async Task Forecasts_made_elsewhere_are_chosen_on_the_page_and_join_the_leaderboard()
    {
        const string Own = "own-forecasts";
        await browsing.UploadAsync(
            Own,
            "ds,y\n" + string.Concat(Enumerable.Range(0, 40).Select(t => $"{1970 + t}-01-01,{100 + (t * 7 % 11)}\n")),
            """{ "seasonLength": 1, "horizon": 3, "windows": 2, "baselines": ["naive"], "theta": {} }""");
        var board = await browsing.Platform.GetAsync($"api/series/{Own}/leaderboard", Stop);
        var first = await browsing.PublishedAsync(Own);
        var naive = board.GetProperty("rows").EnumerateArray()
            .Single(row => row.GetProperty("engine").GetString() == "baseline").GetProperty("trial").GetString();

        await browsing.VisitAsync(
            browsing.Platform.Address,
            $"series/{Own}/runs",
            async page =>
            {
                var mine = await page.EvaluateAsync<string>(
                    "async url => (await fetch(url, { headers: { accept: 'text/csv' } })).text()", $"api/series/{Own}/predictions?model={naive}");
                var card = page.Locator("section", new() { Has = page.GetByRole(AriaRole.Heading, new() { Name = "Compare with your own forecasts" }) });
                var start = card.GetByRole(AriaRole.Button, new() { Name = "Start a run with them" });
                await Expect(start).ToBeDisabledAsync();

                await card.GetByLabel("Tables of your own forecasts").SetInputFilesAsync(Table("ds,yhat\n2007-01-01,1\n"));
                await start.ClickAsync();
                await Expect(card.GetByRole(AriaRole.Alert)).ToContainTextAsync("cutoff");

                await card.GetByLabel("Tables of your own forecasts").SetInputFilesAsync(Table(mine));
                await start.ClickAsync();
                await browsing.Platform.WaitAsync(Own, run => run.GetProperty("run").GetString() != first
                    && run.GetProperty("state").GetString() == "done", Stop);
            },
            expectedStatuses: [400]);
        await browsing.VisitAsync($"series/{Own}/runs/{await browsing.PublishedAsync(Own)}", async page =>
        {
            await Expect(page.GetByText("3 of 3 trials finished.")).ToBeAttachedAsync();
            await page.GetByRole(AriaRole.Link, new() { Name = "See the result" }).ClickAsync();
            await page.GetByRole(AriaRole.Link, new() { Name = "Leaderboard", Exact = true }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Group, new() { Name = "Leaderboard" }).GetByRole(AriaRole.Row, new() { NameRegex = new("mine") }))
                .ToContainTextAsync("External");
        });
    }

    private static string Trial(JsonElement board, string label) => board.GetProperty("rows").EnumerateArray()
        .Single(row => row.GetProperty("label").GetString()!.StartsWith(label, StringComparison.Ordinal))
        .GetProperty("trial").GetString()!;

    private static FilePayload Table(string csv) => new() { Name = "mine.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(csv) };

    // An upload with the same grid starts no second run.
    private Task StoreAsync() => browsing.UploadAsync(Upload, Csv, Grid);
}
