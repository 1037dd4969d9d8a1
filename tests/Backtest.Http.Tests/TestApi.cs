using System.Net;
using System.Text;
using System.Text.Json;
using Backtest.Runs;
using Backtest.Storage;
using Backtest.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Backtest.Http.Tests;

/// <summary>The page and every route over a temporary folder; runs finish before the upload is answered.</summary>
internal sealed class TestApi : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TemporaryFolder? _own;

    private TestApi(WebApplication app, string folder, TemporaryFolder? own)
    {
        (_app, Folder, _own) = (app, folder, own);
        Http = app.GetTestClient();
    }

    public HttpClient Http { get; }

    public InlineRunHost Host => (InlineRunHost)_app.Services.GetRequiredService<IRunHost>();

    public TestServer Server => _app.GetTestServer();

    /// <summary>The storage of its blobs.</summary>
    public string Folder { get; }

    public IEnumerable<string> StoredFiles => Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Starts a host.</summary>
    /// <param name="options">Its options; null for small limits.</param>
    /// <param name="clock">Its clock; null for the machine's.</param>
    /// <param name="beside">A host with the same storage; null for its own storage.</param>
    public static async Task<TestApi> StartAsync(BacktestOptions? options = null, TimeProvider? clock = null, TestApi? beside = null)
    {
        var own = beside is null ? new TemporaryFolder() : null;
        var folder = beside?.Folder ?? own!.Path;
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Services.AddBacktest(new FolderBlobStore(folder), options
            ?? new BacktestOptions { MaxUploadBytes = 10_000, MaxGridBytes = 5_000 });
        builder.Services.AddSingleton<IRunHost, InlineRunHost>();
        builder.Services.AddSingleton(clock ?? TimeProvider.System);
        var app = builder.Build();
        app.UseExceptionHandler(
            failed => failed.Run(context => ServerError.AnswerAsync(context, context.Features.Get<IExceptionHandlerFeature>()?.Error)));
        app.MapBacktestPage();
        app.MapBacktestApi();
        await app.StartAsync(Stop);
        return new TestApi(app, folder, own);
    }

    public async Task UploadAsync()
    {
        await PutAsync("/api/series/demo/grid", Workbench.Grid);
        await PutAsync("/api/series/demo", Encoding.UTF8.GetString(Workbench.Csv()));
    }

    public Task<HttpResponseMessage> PutAsync(string path, string body) => Http.PutAsync(path, new StringContent(body), Stop);

    public async Task<JsonElement> JsonAsync(string path)
    {
        using var answer = await Http.GetAsync(path, Stop);
        return await JsonAsync(answer);
    }

    public async Task<JsonElement> PostAsync(string path, HttpContent? body)
    {
        using var answer = await Http.PostAsync(path, body, Stop);
        return await JsonAsync(answer);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
        _own?.Dispose();
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop)).RootElement;
    }
}
