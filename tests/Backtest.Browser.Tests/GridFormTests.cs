using System.Text.Json;
using System.Text.RegularExpressions;
using Backtest.Core.Planning.Catalogue;
using Backtest.Engineering;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Backtest.Browser.Tests;

/// <summary>The form of a grid matches the catalogue.</summary>
public sealed class GridFormTests(Browsing browsing)
{
    [Fact]
    public Task Every_key_and_axis_is_in_it_with_its_help() => browsing.VisitAsync("new", async page =>
    {
        await ChooseAsync(page);

        // A single series shares no networks with others.
        await page.GetByText("Finer settings").ClickAsync();
        var shared = GridCatalogue.Keys.Single(key => key.Name == "panelRefitEvery");
        await Expect(page.GetByLabel(shared.Label!, new() { Exact = true })).ToHaveCountAsync(0);
        foreach (var key in GridCatalogue.Keys.Where(key => key.Part != FormPart.Own && key != shared))
        {
            await Expect(page.GetByLabel(key.Label!, new() { Exact = true })).ToHaveAccessibleDescriptionAsync(
                new Regex($"^{Regex.Escape(GridSchema.Plain(key.Help))}"));
        }

        foreach (var family in GridCatalogue.Families)
        {
            // Not every family is in the default grid.
            await page.GetByRole(AriaRole.Checkbox, new() { Name = family.Label, Exact = true }).CheckAsync();
            var block = page.GetByRole(AriaRole.Group, new() { NameRegex = new($"^{family.Label}(, block 1)?$") });
            await Expect(block).ToBeVisibleAsync();
            var used = await block.Locator("code").AllTextContentsAsync();
            var free = await block.Locator("option:not([value=''])")
                .EvaluateAllAsync<string[]>("options => options.map(option => option.value)");
            Assert.Equal(family.Axes.Select(axis => axis.Name).Order(), used.Concat(free).Order());
        }
    });

    [Fact]
    public Task What_is_added_starts_as_the_catalogue_says() => browsing.VisitAsync("new", async page =>
    {
        await ChooseAsync(page);

        await page.GetByLabel("Search", new() { Exact = true }).SelectOptionAsync("halving");
        await page.GetByLabel("Rounds", new() { Exact = true }).FillAsync("4");
        await page.Keyboard.PressAsync("Tab");
        await page.GetByRole(AriaRole.Group, new() { Name = "LSTM", Exact = true })
            .GetByLabel("Add a setting")
            .SelectOptionAsync("transforms");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Plan" })).ToContainTextAsync("LSTM");
        await page.GetByRole(AriaRole.Button, new() { Name = "JSON", Exact = true }).ClickAsync();
        var grid = JsonDocument.Parse(await page.GetByLabel("The grid as JSON").InputValueAsync()).RootElement;

        Assert.Equal("""{"method":"halving","reduction":3,"rounds":4}""", JsonSerializer.Serialize(grid.GetProperty("search")));
        Assert.Equal("""[["difference","standardise"]]""", JsonSerializer.Serialize(grid.GetProperty("lstm")[0].GetProperty("transforms")));
    });

    [Fact]
    public Task What_is_typed_counts_at_once_ranges_too_and_a_mistake_is_said_at_its_field() => browsing.VisitAsync("new", async page =>
    {
        await ChooseAsync(page);
        var plan = page.GetByRole(AriaRole.Region, new() { Name = "Plan" });
        await page.GetByLabel("Start with").SelectOptionAsync("ARIMA only");
        await Expect(plan).Not.ToContainTextAsync("LSTM");
        await Expect(plan).ToContainTextAsync("ARIMA");
        await page.GetByLabel("Start with").SelectOptionAsync("fast: no LSTM, few forms");
        await Expect(plan).ToContainTextAsync("Theta");
        await Expect(plan).Not.ToContainTextAsync("LSTM");
        await page.GetByLabel("Start with").SelectOptionAsync("thorough: every model family, LSTMs with several seeds");
        await Expect(plan).ToContainTextAsync(new Regex("LSTM [0-9]+"));

        // Without leaving the field: seven orders from 0 to 6.
        await page.GetByLabel("Start with").SelectOptionAsync("what suits the series");
        await page.GetByRole(AriaRole.Button, new() { Name = "JSON" }).ClickAsync();
        await page.GetByLabel("The grid as JSON").FillAsync("""{ "horizon": 6, "arima": { "p": [0], "d": 1 }, "lstm": { "lookBack": 4, "units": 4, "epochs": 5 } }""");
        await page.GetByRole(AriaRole.Button, new() { Name = "Form" }).ClickAsync();
        var orders = page.GetByLabel("p", new() { Exact = true });
        await orders.FillAsync("0..6");
        await Expect(plan).ToContainTextAsync("ARIMA 7");
        await orders.FillAsync("0..6 step 2");
        await Expect(plan).ToContainTextAsync("ARIMA 4");
        await Expect(orders).ToHaveValueAsync("0..6 step 2");
        var units = page.GetByLabel("units", new() { Exact = true });
        await units.FillAsync("8..64");
        await Expect(plan).ToContainTextAsync("LSTM 57");
        await units.FillAsync("8..64 step 8");
        await Expect(plan).ToContainTextAsync("LSTM 8");
        await units.FillAsync("8");

        var horizon = page.GetByLabel("Horizon", new() { Exact = true });
        await horizon.FillAsync("-3");
        await Expect(horizon).ToHaveAccessibleDescriptionAsync(new Regex("^-3 is not allowed"));
        await page.Locator("h1").FocusAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Fix 1 problem to continue" }).ClickAsync();
        await Expect(horizon).ToBeFocusedAsync();
        await horizon.FillAsync("6");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Start the backtest" })).ToBeEnabledAsync();
    });

    [Fact]
    public Task A_mistake_is_said_at_its_own_block_and_no_hint_stays_that_does_not_apply() => browsing.VisitAsync("new", async page =>
    {
        await ChooseAsync(page);
        var season = page.GetByLabel("Season length", new() { Exact = true });
        await Expect(page.GetByText("You need not set anything.")).ToBeVisibleAsync();
        await Expect(season).ToHaveAccessibleDescriptionAsync(new Regex(@"The first half of the values shows no season\.$"));
        await Expect(page.GetByLabel("Rounds", new() { Exact = true })).ToHaveCountAsync(0);
        await season.FillAsync("4");
        await Expect(season).Not.ToHaveAccessibleDescriptionAsync(new Regex("no season|As the grid asks"));
        await Expect(page.GetByText("You need not set anything.")).ToHaveCountAsync(0);

        await page.GetByRole(AriaRole.Button, new() { Name = "JSON" }).ClickAsync();
        await page.GetByLabel("The grid as JSON").FillAsync("""{ "arima": [{ "p": [0, 1], "d": 1 }, { "p": [1], "d": 0 }], "theta": {} }""");
        await page.GetByRole(AriaRole.Button, new() { Name = "Form" }).ClickAsync();
        var blocks = new[] { 1, 2 }.Select(k => page.GetByRole(AriaRole.Group, new() { Name = $"ARIMA, block {k}" })
            .GetByLabel("p", new() { Exact = true })).ToArray();
        await blocks[1].FillAsync("1, -1");
        await Expect(blocks[1]).ToHaveAccessibleDescriptionAsync(new Regex("^-1 is not allowed"));
        await Expect(blocks[0]).ToHaveAttributeAsync("aria-invalid", "false");
        await Expect(blocks[1]).ToHaveValueAsync("1, -1");

        // A problem of a block as a whole is said there.
        await page.GetByRole(AriaRole.Button, new() { Name = "JSON" }).ClickAsync();
        await page.GetByLabel("The grid as JSON").FillAsync("""{ "theta": {}, "ensemble": { "combine": "mean" } }""");
        await page.GetByRole(AriaRole.Button, new() { Name = "Form" }).ClickAsync();
        var ensemble = page.GetByRole(AriaRole.Group, new() { Name = "Ensemble", Exact = true }).Locator(".block-problem");
        await Expect(ensemble).ToContainTextAsync("The ensemble does not say how many trials it combines. Set automatic or onePerEngine");
        await page.GetByRole(AriaRole.Button, new() { Name = "Fix 1 problem to continue" }).ClickAsync();
        await Expect(ensemble).ToBeFocusedAsync();
    });

    private static async Task ChooseAsync(IPage page)
    {
        await page.GetByLabel("Drop a file here").SetInputFilesAsync(Repository.PathOf("samples", "sales.csv"));
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Plan" })).ToContainTextAsync("trials");
    }
}
