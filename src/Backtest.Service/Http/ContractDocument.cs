using System.Reflection;
using System.Text.Json.Serialization;
using Backtest.Service.Runs;
using Backtest.Service.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.OpenApi;

namespace Backtest.Service.Http;

/// <summary>
/// The OpenAPI document that the routes of <see cref="ApiRoutes"/> give: made from those routes and not from a host's own, so that
/// it is the same in every host.
/// </summary>
internal static class ContractDocument
{
    /// <summary>Writes the document, in OpenAPI 3.1.</summary>
    public static async Task<string> WriteAsync(IBlobStore store, BacktestOptions options)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddBacktest(store, options);
        builder.Services.AddSingleton<IServer, NoServer>();
        builder.Services.AddSingleton<IRunHost, NoRunHost>();

        // Numbers could be read from text, but are never written as such.
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict);
        builder.Services.AddOpenApi(contract =>
        {
            // HEAD is answered as GET is, and would be said twice.
            contract.ShouldInclude = description => description.HttpMethod != HttpMethods.Head;
            contract
                .AddSchemaTransformer(ContractSchemas.TransformAsync)
                .AddOperationTransformer(ContractOperations.TransformAsync)
                .AddDocumentTransformer(TransformAsync);
        });
        await using var app = builder.Build();
        app.MapBacktestApi();
        await app.StartAsync().ConfigureAwait(false);
        var document = await app.Services.GetRequiredKeyedService<IOpenApiDocumentProvider>("v1").GetOpenApiDocumentAsync().ConfigureAwait(false);
        var text = await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1).ConfigureAwait(false);
        await app.StopAsync().ConfigureAwait(false);
        return text;
    }

    private static Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info.Title = "Backtest";
        document.Info.Version = typeof(ContractDocument).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
        document.Info.Description = "Which model should forecast a series, and how good is it really? Upload a series, wait until its run is done, and ask for leaderboard and forecast. "
            + "Where a property of an answer has no value, it is left out. HEAD is answered as GET is, without the body. "
            + "What no route takes is a problem with status 404, or 405 with the methods that the address takes in Allow. "
            + "In the Functions app the platform answers that, with 404, and a missing key, with 401, both without a body.";
        document.Servers?.Clear();
        ContractKey.AddTo(document);
        ContractSchemas.LeaveOutNulls(document);
        ContractSchemas.JoinLines(document);
        return Task.CompletedTask;
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
