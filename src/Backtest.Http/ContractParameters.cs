using System.Globalization;
using System.Text.Json.Nodes;
using Backtest.Core.Models;
using Backtest.Core.Series;
using Backtest.Runs;
using Backtest.Runs.Forecasting;
using Backtest.Runs.Panels;
using Backtest.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Backtest.Http;

/// <summary>Describes the parameters of routes in the contract.</summary>
internal static class ContractParameters
{
    /// <summary>
    /// The rule of <see cref="SeriesName"/>, as far as a pattern that every client reads alike can express it: some clients lack classes
    /// such as all letters. It allows all characters outside ASCII.
    /// </summary>
    public const string NamePattern = @"^[^\u0000-/:-@\[-`{-\u007F](?:[^\u0000-,./:-@\[-^`{-\u007F]|\.(?!\.|$))*$";

    private const string TrialDescription = "Id of a trial: its model family and a hash of its settings.";

    /// <summary>Describes a part of a path and its values.</summary>
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
            "other" => ("Id of the trial that it is compared with.", Trial(), ContractExamples.OtherTrial),
            var unknown => throw new InvalidOperationException($"The parameter {unknown} has no description."),
        };
    }

    /// <summary>Adds the name of a series whose stored parts the request leaves out.</summary>
    public static RouteHandlerBuilder WithStoredName(this RouteHandlerBuilder route) =>
        route.WithQuery("name", "Name of a series. Parts missing from the body are taken from what is stored under this name.", _ => Name());

    /// <summary>Adds what a forecast can be asked for: see <see cref="ForecastRequest.Parse"/>.</summary>
    /// <param name="route">The route.</param>
    /// <param name="trial">Which trial forecasts where none is named, as a sentence.</param>
    public static RouteHandlerBuilder WithForecastQuery(this RouteHandlerBuilder route, string trial) => route
        .WithQuery("horizon", "Steps ahead; by default those of the grid.", options => new OpenApiSchema
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
        .WithTrialQuery(trial);

    /// <summary>Adds the id of a series of a panel.</summary>
    public static RouteHandlerBuilder WithSeriesOfPanel(this RouteHandlerBuilder route) => route.WithQuery(
        ResultFinder.Id,
        "Id of a series in a panel, as in the file; it can be any text. A panel of one needs none.",
        _ => new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1 });

    /// <summary>Adds whether values come with their parts.</summary>
    public static RouteHandlerBuilder WithParts(this RouteHandlerBuilder route) => route.WithQuery(
        ResultHandlers.Parts,
        "Whether to include trend and seasons of the values.",
        _ => new OpenApiSchema { Type = JsonSchemaType.Boolean, Default = false });

    /// <summary>Adds how long a request waits for the end of a run.</summary>
    public static RouteHandlerBuilder WithWait(this RouteHandlerBuilder route) => route.WithQuery(
        SeriesHandlers.Wait,
        "Maximum seconds to wait for the end of the run; the answer comes as soon as it is over.",
        _ => Whole(0, SeriesHandlers.MostWaited, 0));

    /// <summary>Adds where a stream of events goes on.</summary>
    public static RouteHandlerBuilder WithLastEvent(this RouteHandlerBuilder route) => route.With(
        RunEventsHandler.LastEvent,
        ParameterLocation.Header,
        "Id of the last event received, which is not sent again. If the run was over by then, the answer is 204.",
        _ => new OpenApiSchema { Type = JsonSchemaType.String });

    /// <summary>Adds whether a run is deleted rather than cancelled.</summary>
    public static RouteHandlerBuilder WithRemove(this RouteHandlerBuilder route) => route.WithQuery(
        DeletionHandlers.Remove, "Whether to delete the run and everything stored for it, instead of cancelling it.", _ => Flag());

    /// <summary>Adds whether what is published is deleted too.</summary>
    public static RouteHandlerBuilder WithPublished(this RouteHandlerBuilder route) => route.WithQuery(
        DeletionHandlers.Published, "Whether to delete it even if it is published. Otherwise the answer is 409.", _ => Flag());

    /// <summary>Adds the id of a trial.</summary>
    /// <param name="route">The route.</param>
    /// <param name="otherwise">The default, as a sentence.</param>
    public static RouteHandlerBuilder WithTrialQuery(this RouteHandlerBuilder route, string otherwise) =>
        route.WithQuery("model", $"{TrialDescription} {otherwise}", _ => Trial());

    /// <summary>Adds the selection of series of a panel: see <see cref="PanelPageRequest.Parse"/>.</summary>
    public static RouteHandlerBuilder WithPanelQuery(this RouteHandlerBuilder route) => route
        .WithQuery("sort", "Sort key; a leading '-' puts the largest first.", _ => new OpenApiSchema
        {
            Type = JsonSchemaType.String,
            Enum = [.. PanelPageRequest.SortKeys.SelectMany(key => (JsonNode[])[key, $"-{key}"])],
            Default = PanelPageRequest.DefaultSort,
        })
        .WithQuery("search", "Text that the id contains.", _ => new OpenApiSchema { Type = JsonSchemaType.String })
        .WithQuery("state", "State of the series; by default all.", _ => new OpenApiSchema
        {
            Type = JsonSchemaType.String,
            Enum = ["done", "failed", "refused"],
        })
        .WithQuery("offset", "Number of series to skip.", _ => Whole(0, int.MaxValue, 0))
        .WithQuery("limit", "Number of series to return.", _ => Whole(1, PanelPageRequest.MaxLimit, PanelPageRequest.DefaultLimit))
        .WithQuery(
            "points",
            $"Number of means of equal stretches that show the values of each series; with limit up to {PanelPageRequest.MaxLimitWithPoints}.",
            _ => Whole(0, PanelPageRequest.MaxPoints, 0));

    /// <summary>Adds what stands before the decimals of a CSV.</summary>
    public static RouteHandlerBuilder WithDecimalQuery(this RouteHandlerBuilder route) => route.WithQuery(
        DecimalMarks.Parameter,
        "For CSV only: the decimal mark. With a comma, semicolons separate the cells.",
        _ => new OpenApiSchema
        {
            Type = JsonSchemaType.String,
            Enum = [.. DecimalMarks.Words.Select(word => (JsonNode)word)],
            Default = DecimalMarks.Words[0],
        });

    private static RouteHandlerBuilder WithQuery(
        this RouteHandlerBuilder route, string name, string description, Func<BacktestOptions, OpenApiSchema> schema) =>
        route.With(name, ParameterLocation.Query, description, schema);

    private static RouteHandlerBuilder With(
        this RouteHandlerBuilder route,
        string name,
        ParameterLocation place,
        string description,
        Func<BacktestOptions, OpenApiSchema> schema) =>
        route.AddOpenApiOperationTransformer((operation, context, _) =>
        {
            (operation.Parameters ??= []).Add(new OpenApiParameter
            {
                Name = name,
                In = place,
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

    private static OpenApiSchema Whole(int least, int most, int byDefault) => new()
    {
        Type = JsonSchemaType.Integer,
        Minimum = least.ToString(CultureInfo.InvariantCulture),
        Maximum = most.ToString(CultureInfo.InvariantCulture),
        Default = byDefault,
    };

    private static OpenApiSchema Flag() => new() { Type = JsonSchemaType.Boolean, Default = false };

    private static OpenApiSchema Trial() => Text(TrialId.Pattern);

    private static OpenApiSchema Text(string pattern) => new() { Type = JsonSchemaType.String, Pattern = pattern };
}
