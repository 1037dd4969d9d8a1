using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Backtest.Http;

/// <summary>What the contract says of the answers of its routes.</summary>
internal static class ContractOperations
{
    /// <summary>Adds the problems that every route has which needs the key, and those given.</summary>
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
        // The schema of an answer is that of its JSON.
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
                StatusCodes.Status400BadRequest => "What was given cannot be used; nothing was stored.",
                StatusCodes.Status401Unauthorized => "The key is missing or wrong. The Functions platform answers this without a body.",
                StatusCodes.Status403Forbidden => "A browser sent it for a page of another site.",
                StatusCodes.Status404NotFound =>
                    "There is no such series, run, trial or model. An address that no route takes is "
                        + "404 too, in the Functions app without a body.",
                StatusCodes.Status408RequestTimeout => "The body came too slowly; nothing was stored.",
                StatusCodes.Status409Conflict =>
                    "It is published, and nothing says that it is to go too; or another host is still stopping it.",
                StatusCodes.Status413PayloadTooLarge => "The body is larger than the host takes.",
                StatusCodes.Status429TooManyRequests => "The host has more to do than it takes on; nothing was stored.",
                StatusCodes.Status500InternalServerError => "The service met a fault, or what is stored is damaged.",
                StatusCodes.Status503ServiceUnavailable => "The storage cannot be reached, or a newer version wrote what is stored.",
                _ => throw new InvalidOperationException($"The status {status} has no description."),
            };
            if (status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
            {
                AddHeader(
                    answer,
                    "Retry-After",
                    "Seconds after which to send the request again.",
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
