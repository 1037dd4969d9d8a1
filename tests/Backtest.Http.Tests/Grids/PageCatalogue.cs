using System.Text.Json;
using System.Text.Json.Nodes;
using Backtest.Core.Planning.Catalogue;

namespace Backtest.Http.Tests.Grids;

/// <summary>The catalogue in the format of the page: <c>catalogue.json</c>.</summary>
internal static class PageCatalogue
{
    /// <summary>The document.</summary>
    public static JsonObject Document => new()
    {
        ["keys"] = Each(GridCatalogue.Keys.Where(axis => axis.Part != FormPart.Own), Field),
        ["search"] = Each(GridCatalogue.Search, Field),
        ["calendar"] = Each(GridCatalogue.Calendar, Field),
        ["columns"] = Each(GridCatalogue.Columns.Where(axis => axis.Label is not null), Field),
        ["baselines"] = Field(GridCatalogue.Baselines),
        ["families"] = Each(GridCatalogue.Families, family => new JsonObject
        {
            ["name"] = family.Name,
            ["label"] = family.Label,
            ["help"] = Plain(family.Help),
            ["start"] = family.Start.DeepClone(),
            ["axes"] = Each(family.Axes, Axis),
        }),
    };

    // A field with its own place in the form.
    private static JsonObject Field(GridAxis axis)
    {
        var field = new JsonObject { ["name"] = axis.Name, ["label"] = axis.Label ?? axis.Name, ["help"] = Plain(axis.Help) };
        Add("part", axis.Part == FormPart.Own ? null : JsonNamingPolicy.CamelCase.ConvertName($"{axis.Part}"));
        Add("kind", axis.Values switch
        {
            TrueOrFalse => "flag",
            TermCounts => "terms",
            _ when axis.Values.AreNumbers => "number",
            Either { First.AreNumbers: true } => "numbers",
            Texts { MayBeList: true } => "texts",
            Texts => "text",
            _ => "choice",
        });
        Add("default", axis.Default?.DeepClone());
        Add("otherwise", axis.Otherwise is null ? null : Plain(axis.Otherwise));
        Add("choices", (axis.Values is Either either ? either.First : axis.Values) is Choices choices
            ? Each(choices.All, choice => new JsonArray(choice.Word, choice.Meaning ?? choice.Word))
            : null);
        return field;

        void Add(string name, JsonNode? value)
        {
            if (value is not null)
            {
                field[name] = value;
            }
        }
    }

    // An axis of a block, with values written as text.
    private static JsonObject Axis(GridAxis axis) => new()
    {
        ["name"] = axis.Name,
        ["help"] = Plain(axis.Help),
        ["values"] = axis.Values.InWords,
        ["start"] = (axis.Start ?? axis.Default)?.DeepClone(),
    };

    private static JsonArray Each<T>(IEnumerable<T> items, Func<T, JsonNode> of) => [.. items.Select(of)];

    private static string Plain(string text) => GridSchema.Plain(text);
}
