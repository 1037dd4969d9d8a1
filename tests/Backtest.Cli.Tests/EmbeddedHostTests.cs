using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Backtest.Cli.Hosting;
using Backtest.Engineering;
using Backtest.Service.Storage;

namespace Backtest.Cli.Tests;

/// <summary>The embedded host on a folder, in this process.</summary>
public sealed class EmbeddedHostTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("backtest-test-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_copied_into_the_folder_is_backtested()
    {
        await using var app = EmbeddedHost.Create(new FolderBlobStore(_folder), "http://127.0.0.1:0", null);
        await app.StartAsync(Stop);
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        Directory.CreateDirectory(Path.Combine(_folder, "series"));
        foreach (var file in new[] { "sales.grid.json", "sales.csv" })
        {
            File.Copy(Repository.PathOf("samples", file), Path.Combine(_folder, "series", file));
        }

        var forecast = await WaitForForecastAsync(http);

        Assert.Equal(6, forecast.GetProperty("forecast").GetArrayLength());
        await app.StopAsync(Stop);
    }

    [Fact]
    public async Task With_a_key_only_health_is_open()
    {
        await using var app = EmbeddedHost.Create(new FolderBlobStore(_folder), "http://127.0.0.1:0", "secret");
        await app.StartAsync(Stop);
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/api/health", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync("/api/series", Stop)).StatusCode);
        http.DefaultRequestHeaders.Add("x-functions-key", "wrong");
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync("/api/series", Stop)).StatusCode);
        http.DefaultRequestHeaders.Remove("x-functions-key");
        http.DefaultRequestHeaders.Add("x-functions-key", "secret");
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/api/series", Stop)).StatusCode);
        await app.StopAsync(Stop);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<JsonElement> WaitForForecastAsync(HttpClient http)
    {
        for (var attempt = 0; attempt < 600; attempt++)
        {
            using var answer = await http.GetAsync("/api/series/sales/forecast", Stop);
            if (answer.IsSuccessStatusCode)
            {
                return await answer.Content.ReadFromJsonAsync<JsonElement>(Stop);
            }

            await Task.Delay(100, Stop);
        }

        throw new TimeoutException("No forecast came.");
    }
}
