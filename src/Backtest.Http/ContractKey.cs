using Microsoft.OpenApi;

namespace Backtest.Http;

/// <summary>The key in the contract, which every operation that may answer 401 requires.</summary>
internal static class ContractKey
{
    private const string Scheme = "key";

    /// <summary>Adds the scheme to a document and to the operations that need it.</summary>
    public static void AddTo(OpenApiDocument document)
    {
        document.AddComponent<IOpenApiSecurityScheme>(Scheme, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Header,
            Name = KeyProblem.Header,
            Description = "The key of the host, if it was started with one, or a function key of the app in Azure.",
        });
        foreach (var operation in document.Paths.Values.SelectMany(path => path.Operations!.Values)
            .Where(operation => operation.Responses!.ContainsKey("401")))
        {
            operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, document)] = [] }];
        }
    }
}
