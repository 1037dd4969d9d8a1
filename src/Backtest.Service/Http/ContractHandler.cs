using Backtest.Service.Runs;
using Backtest.Service.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Backtest.Service.Http;

/// <summary>
/// Answers the contract route: the OpenAPI document that the routes of <see cref="ApiRoutes"/> give. It is the same whichever host
/// answers, so it is made from those routes, once, and not from the host's own.
/// </summary>
/// <param name="store">Where blobs are; the routes' handlers name it.</param>
/// <param name="options">Limits.</param>
public sealed class ContractHandler(IBlobStore store, BacktestOptions options)
{
    private readonly Lazy<Task<string>> _document = new(() => WriteAsync(store, options));

    /// <summary>GET openapi.json: OpenAPI 3.1.</summary>
    public async Task<IResult> GetAsync(CancellationToken cancellationToken) =>
        new Guarded(Results.Text(await _document.Value.WaitAsync(cancellationToken).ConfigureAwait(false), "application/json; charset=utf-8"));

    private static async Task<string> WriteAsync(IBlobStore store, BacktestOptions options)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddBacktest(store, options);
        builder.Services.AddSingleton<IServer, NoServer>();
        builder.Services.AddSingleton<IRunHost, NoRunHost>();
        builder.Services.AddOpenApi();
        await using var app = builder.Build();
        app.MapBacktestApi();
        await app.StartAsync().ConfigureAwait(false);
        var document = await app.Services.GetRequiredKeyedService<IOpenApiDocumentProvider>("v1").GetOpenApiDocumentAsync().ConfigureAwait(false);
        document.Info.Title = "Backtest";
        document.Servers?.Clear();
        var text = await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1).ConfigureAwait(false);
        await app.StopAsync().ConfigureAwait(false);
        return text;
    }

    // Routes exist once an application has started; this one serves nobody.
    private sealed class NoServer : IServer
    {
        public IFeatureCollection Features { get; } = new FeatureCollection();

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
        }
    }

    private sealed class NoRunHost : IRunHost
    {
        public Task StartAsync(PlannedRun run, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(RunKey run, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
