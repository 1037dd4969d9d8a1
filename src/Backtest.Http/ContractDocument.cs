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
/// The OpenAPI document of the routes in <see cref="ApiRoutes"/>. It is made from these routes and not from those of a host, so that it
/// is the same in every host.
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
            // HEAD answers like GET, and would appear twice.
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
            + "run is done, and get its leaderboard and forecast. "
            + "Properties without a value are left out of answers. HEAD answers like GET, without the body. "
            + "Unknown addresses get a problem with status 404, and wrong methods one with 405 and the allowed methods in Allow. "
            + "In the Functions app, the platform answers both with 404, and a missing key with 401, without a body.";
        document.Servers?.Clear();
        ContractKey.AddTo(document);
        ContractSchemas.LeaveOutNulls(document);
        ContractSchemas.RequireDiscriminators(document);
        ContractSchemas.JoinLines(document);
        return Task.CompletedTask;
    }

    // Maps the routes only to describe them; nothing listens.
    private sealed class Routes(IServiceProvider services) : IEndpointRouteBuilder
    {
        public IServiceProvider ServiceProvider => services;

        public ICollection<EndpointDataSource> DataSources { get; } = [];

        public IApplicationBuilder CreateApplicationBuilder() => new ApplicationBuilder(services);
    }
}
