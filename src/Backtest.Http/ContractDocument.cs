using System.Reflection;
using System.Text.Json.Serialization;
using Backtest.Runs;
using Backtest.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.OpenApi;

namespace Backtest.Http;

/// <summary>
/// The OpenAPI document that the routes of <see cref="ApiRoutes"/> give: made from those routes and not from a host's own, so that
/// it is the same in every host.
/// </summary>
internal static class ContractDocument
{
    /// <summary>Writes the document, in OpenAPI 3.1.</summary>
    public static async Task<string> WriteAsync(IBlobStore store, BacktestOptions options)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddRouting();
        builder.Services.AddBacktest(store, options);
        builder.Services.AddSingleton<EndpointDataSource>(services =>
        {
            var routes = new Routes(services);
            routes.MapBacktestApi();
            return new CompositeEndpointDataSource(routes.DataSources);
        });

        // Numbers could be read from text, but are never written as such.
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict);
        builder.Services.AddOpenApi(contract =>
        {
            // HEAD is answered as GET is, and would be said twice.
            contract.ShouldInclude = description => description.HttpMethod != HttpMethods.Head;
            contract.CreateSchemaReferenceId = type =>
                ContractSchemas.IsId(type.Type) ? null : OpenApiOptions.CreateDefaultSchemaReferenceId(type);
            contract
                .AddSchemaTransformer(ContractSchemas.TransformAsync)
                .AddOperationTransformer(ContractOperations.TransformAsync)
                .AddDocumentTransformer(TransformAsync);
        });
        using var host = builder.Build();
        var document = await host.Services.GetRequiredKeyedService<IOpenApiDocumentProvider>("v1")
            .GetOpenApiDocumentAsync()
            .ConfigureAwait(false);
        return ContractGrid.AddTo(await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1).ConfigureAwait(false));
    }

    private static Task TransformAsync(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info.Title = "Backtest";
        document.Info.Version = typeof(ContractDocument).Assembly
            .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
            .InformationalVersion.Split('+')[0];
        document.Info.Description = "Which model should forecast a series, and how good is it really? Upload a series, wait until its "
            + "run is done, and ask for leaderboard and forecast. "
            + "Where a property of an answer has no value, it is left out. HEAD is answered as GET is, without the body. "
            + "What no route takes is a problem with status 404, or 405 with the methods that the address takes in Allow. "
            + "In the Functions app the platform answers that, with 404, and a missing key, with 401, both without a body.";
        document.Servers?.Clear();
        ContractKey.AddTo(document);
        ContractSchemas.LeaveOutNulls(document);
        ContractSchemas.RequireDiscriminators(document);
        ContractSchemas.JoinLines(document);
        return Task.CompletedTask;
    }

    // Routes are mapped here to be described; nothing listens and nothing is answered.
    private sealed class Routes(IServiceProvider services) : IEndpointRouteBuilder
    {
        public IServiceProvider ServiceProvider => services;

        public ICollection<EndpointDataSource> DataSources { get; } = [];

        public IApplicationBuilder CreateApplicationBuilder() => new ApplicationBuilder(services);
    }
}
