using Backtest.Browser.Tests;
using Backtest.Engineering;
using Backtest.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

[assembly: AssemblyFixture(typeof(Browsing))]

// Sequential: the run of one test would take cores that another needs to answer within a second.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Backtest.Browser.Tests;

/// <summary>A browser, and a running host with one finished run to look at, for all tests.</summary>
public sealed class Browsing : IAsyncLifetime
{
    /// <summary>The series that exists from the start, with an LSTM whose training has a validation part.</summary>
    public const string Series = "air-passengers";

    private const string Grid = """
        { "seasonLength": 12, "horizon": 12, "windows": 4,
          "ets": { "model": ["ANN", "AAA", "MAM"] }, "arima": { "p": [0, 1], "d": 1, "q": [0, 1], "P": [0, 1], "D": 1, "Q": 1, "lambda": [null, 0] },
          "lstm": { "lookBack": [12, 24], "units": [8, 16], "epochs": 15, "patience": 10, "transforms": [["log", "seasonalDifference", "standardise"]] },
          "ensemble": { "combine": "mean", "onePerEngine": true } }
        """;

    // Milliseconds, for what takes a second or a few on an idle machine.
    private const float Patience = 60_000;

    private static readonly string[] Arguments =
    [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ];

    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;

    /// <summary>The emulator and the host.</summary>
    public Platform Platform { get; private set; } = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var program = Chromium.Find() ?? throw new SetupException(Chromium.Advice);
        Platform = await Platform.StartAsync(Stop);
        var uploading = UploadAsync(Series, await SampleAsync("air-passengers.csv"), Grid);

        // The machine's own browser: Playwright downloads none.
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = program, Args = Arguments });
        await uploading;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
        await Platform.DisposeAsync();
    }

    /// <summary>Stores a series with its grid as blobs, and waits until its run is done.</summary>
    /// <param name="name">Name of the series.</param>
    /// <param name="csv">The series.</param>
    /// <param name="grid">Its grid.</param>
    /// <param name="then">The run of an earlier upload with that name, to be replaced.</param>
    public async Task UploadAsync(string name, string csv, string grid, string? then = null)
    {
        await Platform.UploadAsync($"{name}.grid.json", grid, Stop);
        await Platform.UploadAsync($"{name}.csv", csv, Stop);
        await Platform.WaitAsync(name, run => run.GetProperty("state").GetString() == "done"
            && run.GetProperty("run").GetString() != then, Stop);
    }

    /// <summary>The published run of a series.</summary>
    public async Task<string> PublishedAsync(string name) =>
        (await Platform.GetAsync($"api/series/{name}", Stop)).GetProperty("publishedRun").GetString()!;

    /// <summary>Opens the page at a fragment. The page must not report errors, whatever the test does.</summary>
    public Task VisitAsync(string place, Func<IPage, Task> look, int width = 1280, ColorScheme theme = ColorScheme.Light) =>
        VisitAsync(Platform.Address, place, look, width, theme);

    /// <summary>The same at another host, with answers of some expected statuses; a null place visits the address itself.</summary>
    public async Task VisitAsync(
        Uri host,
        string? place,
        Func<IPage, Task> look,
        int width = 1280,
        ColorScheme theme = ColorScheme.Light,
        params int[] expectedStatuses)
    {
        SetDefaultExpectTimeout(Patience);
        await using var context = await _browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = 900 },
            ColorScheme = theme,
            TimezoneId = "UTC",
            ReducedMotion = ReducedMotion.Reduce
        });
        context.SetDefaultTimeout(Patience);
        var page = await context.NewPageAsync();
        var errors = new List<string>();
        page.PageError += (_, error) => errors.Add(error);
        page.Console += (_, message) =>
        {
            // The browser itself logs every answer that is not a success.
            if (message.Type is "error" or "warning"
                && !expectedStatuses.Any(status => message.Text.Contains($"status of {status} ", StringComparison.Ordinal)))
            {
                errors.Add($"{message.Text} {message.Location}");
            }
        };
        await page.GotoAsync((place is null ? host : new Uri(host, "#/" + place)).ToString());
        await look(page);
        Assert.Empty(errors);
    }

    /// <summary>Starts another host that requires a key, and stops it after an action.</summary>
    public static async Task WithKeyAsync(string key, Func<Uri, Task> act)
    {
        var folder = Directory.CreateTempSubdirectory("backtest-");
        var host = await Host.StartAsync(
            Platform.Program, $"folder:{folder.FullName}", 0, show: false, Stop, new Dictionary<string, string> { ["BACKTEST_KEY"] = key });
        try
        {
            await act(host.Address);
        }
        finally
        {
            host.Kill();
            folder.Delete(recursive: true);
        }
    }

    public static Task<string> SampleAsync(string name) => File.ReadAllTextAsync(Repository.PathOf("samples", name), Stop);
}
