using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Backtest.Http;

/// <summary>Describes the answers of routes in the contract.</summary>
internal static class ContractOperations
{
    /// <summary>Adds the problems of every route that needs the key, and the given ones.</summary>
    public static RouteHandlerBuilder WithProblems(this RouteHandlerBuilder route, params int[] statuses)
    {
        foreach (var status in (int[])[
            .. statuses,
            StatusCodes.Status401Unauthorized,
            StatusCodes.Status500InternalServerError,
            StatusCodes.Status503ServiceUnavailable])
        {
            route.ProducesProblem(status);
        }

        return route;
    }

    /// <summary>Adds the runs that a request starts, with the address of the first.</summary>
    public static RouteHandlerBuilder WithStartedRuns(this RouteHandlerBuilder route) => route
        .Produces<StartedRuns>(StatusCodes.Status202Accepted)
        .AddOpenApiOperationTransformer((operation, _, _) =>
        {
            AddHeader(
                operation.Responses!["202"],
                "Location",
                "Address of the first run.",
                isRequired: true,
                new() { Type = JsonSchemaType.String, Format = "uri-reference" });
            return Task.CompletedTask;
        });

    /// <summary>Completes an operation.</summary>
    public static Task TransformAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>()
            .Where(parameter => parameter.In == ParameterLocation.Path) ?? [])
        {
            ContractParameters.Describe(parameter);
        }

        foreach (var (status, answer) in operation.Responses!)
        {
            Complete(operation.OperationId!, int.Parse(status, CultureInfo.InvariantCulture), answer);
        }

        return Task.CompletedTask;
    }

    private static void Complete(string operation, int status, IOpenApiResponse answer)
    {
        // Only JSON answers have a schema.
        foreach (var (type, content) in answer.Content ?? new Dictionary<string, OpenApiMediaType>())
        {
            content.Example = ContractExamples.Answer(operation, status, type);
            if (type != "application/json" && !type.EndsWith("+json", StringComparison.Ordinal))
            {
                content.Schema = new OpenApiSchema { Type = JsonSchemaType.String, ContentMediaType = type };
            }
        }

        if (answer.Content?.ContainsKey("application/problem+json") == true)
        {
            answer.Description = status switch
            {
                StatusCodes.Status400BadRequest => "The input is not valid; nothing was stored.",
                StatusCodes.Status401Unauthorized => "The key is missing or wrong. The Functions platform answers this without a body.",
                StatusCodes.Status403Forbidden => "A browser sent the request for a page of another site.",
                StatusCodes.Status404NotFound =>
                    "There is no such series, run, trial or model. Unknown addresses are "
                        + "also 404, in the Functions app without a body.",
                StatusCodes.Status408RequestTimeout => "The body arrived too slowly; nothing was stored.",
                StatusCodes.Status409Conflict =>
                    "It is published, and the request does not ask to delete what is published; or another host is still stopping it.",
                StatusCodes.Status413PayloadTooLarge => "The body is larger than the host accepts.",
                StatusCodes.Status429TooManyRequests => "The host has too much to do; nothing was stored.",
                StatusCodes.Status500InternalServerError => "The service hit an error, or a stored document is damaged.",
                StatusCodes.Status503ServiceUnavailable => "The storage cannot be reached, or a newer version wrote the document.",
                _ => throw new InvalidOperationException($"The status {status} has no description."),
            };
            if (status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
            {
                AddHeader(
                    answer,
                    "Retry-After",
                    "Seconds to wait before sending the request again.",
                    status == StatusCodes.Status429TooManyRequests,
                    new() { Type = JsonSchemaType.Integer, Minimum = "0" });
            }
        }
    }

    private static void AddHeader(IOpenApiResponse answer, string name, string description, bool isRequired, OpenApiSchema schema)
    {
        var response = (OpenApiResponse)answer;
        response.Headers ??= new Dictionary<string, IOpenApiHeader>();
        response.Headers[name] = new OpenApiHeader { Description = description, Required = isRequired, Schema = schema };
    }
}
