using System.Globalization;
using System.Text.Json.Nodes;
using Backtest.Core.Models;
using Backtest.Core.Series;
using Backtest.Runs;
using Backtest.Runs.Forecasting;
using Backtest.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Backtest.Http;

/// <summary>What the contract says of the parameters of its routes.</summary>
internal static class ContractParameters
{
    /// <summary>
    /// The rule of <see cref="SeriesName"/> as far as a pattern can say it that every client reads alike: in some of them classes such
    /// as that of all letters cannot be had. What it lets through beyond the rule is characters outside ASCII.
    /// </summary>
    public const string NamePattern = @"^[^\u0000-/:-@\[-`{-\u007F](?:[^\u0000-,./:-@\[-^`{-\u007F]|\.(?!\.|$))*$";

    private const string TrialDescription = "Id of a trial: its model family and a hash of its settings.";

    /// <summary>Says what a part of a path means and which values it takes.</summary>
    public static void Describe(OpenApiParameter parameter)
    {
        (parameter.Description, parameter.Schema, parameter.Example) = parameter.Name switch
        {
            "name" =>
                ("Name of a series: 1 to 100 letters or digits of any script, '-', '_' and '.'; it starts with a letter or "
                    + "digit, does not end with '.' and has no '..'.",
                    Name(),
                    "sales"),
            "run" => ("Id of a run: a hash of the series' values, the grid and the numerics version.",
                Text(RunId.Pattern),
                ContractExamples.Run),
            "trial" => (TrialDescription, Trial(), ContractExamples.Trial),
            var other => throw new InvalidOperationException($"The parameter {other} has no description."),
        };
    }

    /// <summary>Adds the name of a series whose stored parts the request leaves out.</summary>
    public static RouteHandlerBuilder WithStoredName(this RouteHandlerBuilder route) =>
        route.WithQuery("name", "Name of a series; what the body leaves out is taken from what is stored under it.", _ => Name());

    /// <summary>Adds what a forecast can be asked for: see <see cref="ForecastRequest.Parse"/>.</summary>
    public static RouteHandlerBuilder WithForecastQuery(this RouteHandlerBuilder route) => route
        .WithQuery("horizon", "Steps ahead; those of the grid where it is left out.", options => new OpenApiSchema
        {
            Type = JsonSchemaType.Integer,
            Minimum = "1",
            Maximum = options.MaxHorizon.ToString(CultureInfo.InvariantCulture),
        })
        .WithQuery("level", "Coverages of the intervals in percent, separated by commas.", _ => new OpenApiSchema
        {
            Type = JsonSchemaType.Array,
            MinItems = 1,
            MaxItems = ForecastRequest.MaxLevels,
            Items = new OpenApiSchema { Type = JsonSchemaType.Number, ExclusiveMinimum = "0", ExclusiveMaximum = "100" },
            Default = new JsonArray([.. ForecastRequest.DefaultLevels.Select(level => (JsonNode)level)]),
        })
        .WithQuery("model", $"{TrialDescription} The one that the run chose where it is left out.", _ => Trial());

    private static RouteHandlerBuilder WithQuery(
        this RouteHandlerBuilder route, string name, string description, Func<BacktestOptions, OpenApiSchema> schema) =>
        route.AddOpenApiOperationTransformer((operation, context, _) =>
        {
            (operation.Parameters ??= []).Add(new OpenApiParameter
            {
                Name = name,
                In = ParameterLocation.Query,
                Description = description,
                Schema = schema(context.ApplicationServices.GetRequiredService<BacktestOptions>()),
                Explode = false,
            });
            return Task.CompletedTask;
        });

    private static OpenApiSchema Name()
    {
        var schema = Text(NamePattern);
        (schema.MinLength, schema.MaxLength) = (1, SeriesName.MaxLength);
        return schema;
    }

    private static OpenApiSchema Trial() => Text(TrialId.Pattern);

    private static OpenApiSchema Text(string pattern) => new() { Type = JsonSchemaType.String, Pattern = pattern };
}
