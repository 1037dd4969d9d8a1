using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.OpenApi;

namespace Backtest.Http;

/// <summary>Describes the bodies of requests in the contract. Any content type other than a form is read as the first one.</summary>
internal static class ContractBodies
{
    private const string Any = "*/*";

    /// <summary>Adds a CSV, or a form with a CSV and its grid.</summary>
    public static RouteHandlerBuilder WithUpload(this RouteHandlerBuilder route, bool isRequired) => route.WithBody(
        "A CSV, or as a form a CSV and its grid. Any other content type is read as a CSV.",
        isRequired,
        new()
        {
            ["text/csv"] = new() { Schema = Csv(), Example = ContractExamples.Csv },
            ["multipart/form-data"] = Form(),
            [Any] = new() { Schema = Csv() }
        });

    /// <summary>Adds a series as JSON or as an upload would be.</summary>
    public static RouteHandlerBuilder WithValues(this RouteHandlerBuilder route) => route.WithBody(
        "A series as JSON or as a CSV, or as a form a CSV and a grid that names its columns. Any other content type is read as a CSV.",
        true,
        new()
        {
            ["application/json"] = Values(),
            ["text/csv"] = new() { Schema = Csv() },
            ["multipart/form-data"] = Form(),
            [Any] = new() { Schema = Csv() }
        });

    /// <summary>Adds a grid.</summary>
    public static RouteHandlerBuilder WithGrid(this RouteHandlerBuilder route, bool isRequired) => route.WithBody(
        "A grid. Any other content type is read as JSON.",
        isRequired,
        new() { ["application/json"] = new() { Schema = Grid(), Example = ContractExamples.Grid }, [Any] = new() { Schema = Grid() } });

    /// <summary>Adds a grid, or a form with a grid and forecasts made elsewhere.</summary>
    public static RouteHandlerBuilder WithStart(this RouteHandlerBuilder route) => route.WithBody(
        "A grid, or as a form a grid and files of forecasts made elsewhere, each named by its file name. Any other content type is read as JSON.",
        false,
        new()
        {
            ["application/json"] = new() { Schema = Grid(), Example = ContractExamples.Grid },
            ["multipart/form-data"] = new()
            {
                Schema = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Properties = new Dictionary<string, IOpenApiSchema>
                    {
                        ["external"] = new OpenApiSchema
                        {
                            Type = JsonSchemaType.Array,
                            Items = new OpenApiSchema { Type = JsonSchemaType.String, ContentMediaType = "text/csv" },
                            Description = "Tables with unique_id, ds, cutoff, yhat and, if there are, bounds such as lo-80 and hi-80.",
                        },
                        ["grid"] = Grid(),
                    },
                },
                Encoding = new Dictionary<string, OpenApiEncoding>
                {
                    ["external"] = new() { ContentType = "text/csv" },
                    ["grid"] = new() { ContentType = "application/json" },
                },
            },
            [Any] = new() { Schema = Grid() },
        });

    private static RouteHandlerBuilder WithBody(
        this RouteHandlerBuilder route, string description, bool isRequired, Dictionary<string, OpenApiMediaType> content) =>
        route.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.RequestBody = new OpenApiRequestBody { Description = description, Required = isRequired, Content = content };
            return Task.CompletedTask;
        });

    // See GivenValues.
    private static OpenApiMediaType Values() => new()
    {
        Schema = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Required = new HashSet<string> { "values" },
            AdditionalPropertiesAllowed = false,
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["values"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Array,
                    MinItems = 1,
                    Items = new OpenApiSchema { Type = JsonSchemaType.Number | JsonSchemaType.Null },
                    Description = "The values in time order; null where one is missing.",
                },
                ["timestamps"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Array,
                    Items = new OpenApiSchema { Type = JsonSchemaType.String },
                    Description = "The time of each value, written as in a file; without them the series has no times.",
                },
            },
        },
        Example = ContractExamples.Values,
    };

    private static OpenApiMediaType Form() => new()
    {
        Schema = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Properties = new Dictionary<string, IOpenApiSchema> { ["csv"] = Csv(), ["grid"] = Grid() }
        },
        Example = new JsonObject { ["csv"] = ContractExamples.Csv, ["grid"] = ContractExamples.Grid },
        Encoding = new Dictionary<string, OpenApiEncoding>
        {
            ["csv"] = new() { ContentType = "text/csv" },
            ["grid"] = new() { ContentType = "application/json" }
        },
    };

    private static OpenApiSchema Csv() => new()
    {
        Type = JsonSchemaType.String,
        Description = "One or more series: a column of values, dates and values, several columns, long format "
            + "with unique_id, ds and y, or times of events.",
    };

    private static OpenApiSchemaReference Grid() => new(ContractGrid.Name);
}
