using System.Text.Json;
using System.Text.Json.Nodes;
using Backtest.Core.Problems;

namespace Backtest.Core.Planning.Catalogue;

/// <summary>The grid's key <c>search</c>: the name of a method, or an object with the method and its numbers.</summary>
internal static class SearchFields
{
    /// <summary>Name of the key.</summary>
    public const string Key = "search";

    /// <summary>The fields of the object.</summary>
    public static IReadOnlyList<GridField<Search>> All { get; } =
    [
        GridField<Search>.Of(
            new(
                "method",
                Choices.Of<SearchMethod>(
                    "all combinations",
                    "some, drawn evenly from the blocks",
                    "all, but only the best LSTMs continue, with more epochs"),
                "Which combinations become trials."),
            search => search.Method,
            (search, value) => search with { Method = value }),
        GridField<Search>.Of(
            new(
                "trials",
                new WholeNumbers(1, GridExpansion.MaxTrials),
                "Trials that `random` draws, besides baselines and ensembles.")
            {
                Label = "Trials to draw",
            },
            search => search.Trials,
            (search, value) => search with { Trials = value }),
        GridField<Search>.Of(
            new("seed", WholeNumbers.Any, "Seed of `random`.") { Label = "Seed of the draw" },
            search => search.Seed,
            (search, value) => search with { Seed = value }),
        GridField<Search>.Of(
            new(
                "reduction",
                new WholeNumbers(2, 10),
                "With `halving`, one LSTM in this many continues, for this many times the epochs.")
            {
                Label = "Reduction",
            },
            search => search.Reduction,
            (search, value) => search with { Reduction = value }),
        GridField<Search>.Of(
            new("rounds", new WholeNumbers(2, 6), "Rounds of `halving`, with the first.") { Label = "Rounds" },
            search => search.Rounds,
            (search, value) => search with { Rounds = value }),
    ];

    /// <summary>The key.</summary>
    public static GridField<Grid> Field { get; } = new(
        new(
            Key,
            new Either(All[0].Axis.Values, new Objects([.. All.Select(field => field.Axis)])),
            "Which combinations of the blocks' values become trials.")
        {
            Label = "Search",
            Part = FormPart.Ranking,
            Default = All[0].Axis.Default!.DeepClone(),
        },
        (grid, value, where) => grid with { Search = Read(value, where) },
        grid => Write(grid.Search));

    private static Search Read(JsonElement value, string where) => value.ValueKind switch
    {
        JsonValueKind.String => All[0].Read(new Search(), value, where),
        JsonValueKind.Object => FieldReader.Read(All, value, where),
        _ => throw new InputException(
            "The search is neither a name nor an object.",
            where,
            "Give \"random\", or {\"method\": \"random\", \"trials\": 50, \"seed\": 1}."),
    };

    // Fields that the method ignores are omitted; the default method has no fields.
    private static JsonObject? Write(Search search) => search.Method switch
    {
        SearchMethod.Random => Only(search, "method", "trials", "seed"),
        SearchMethod.Halving => Only(search, "method", "reduction", "rounds"),
        _ => null,
    };

    private static JsonObject Only(Search search, params string[] names) =>
        new(All.Where(field => names.Contains(field.Axis.Name)).Select(field => KeyValuePair.Create(field.Axis.Name, field.Write(search))));
}
