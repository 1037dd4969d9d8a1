using System.Text.Json.Nodes;
using Backtest.Core.Planning.Catalogue;
using FsCheck;
using FsCheck.Fluent;

namespace Backtest.Http.Tests.Grids;

/// <summary>Random grids of the catalogue: any keys and axes, with values at and between their bounds.</summary>
internal static class RandomGrids
{
    private const string Name = "price";

    /// <summary>Grids that are valid as far as each value alone decides.</summary>
    public static Gen<JsonObject> All { get; } =
        from keys in Fields(GridCatalogue.Keys.Where(axis => axis.Values is not (Objects or Either)), axis => One(axis.Values))
        from columns in Fields(
            GridCatalogue.Columns.Where(axis => !GridCatalogue.Keys.Any(key => key.Name == axis.Name)), axis => One(axis.Values))
        from calendar in Fields(
            GridCatalogue.Calendar.Where(axis => axis.Name is not ("subdivision" or "workingDays")), axis => One(axis.Values))
        from search in Gen.OneOf(
            One(GridCatalogue.Search[0].Values), Fields(GridCatalogue.Search, axis => One(axis.Values)).Select(fields => (JsonNode?)fields))
        from baselines in Of(GridCatalogue.Baselines)
        from families in Fields(
            GridCatalogue.Families.Select(family => new GridAxis(family.Name, new Objects(family.Axes), "")),
            axis => Blocks((Objects)axis.Values))
        from schema in Gen.Elements(true, false)
        select Join(keys, columns, calendar, search, baselines, families, schema);

    /// <summary>Valid values of an axis, one each.</summary>
    public static Gen<JsonNode?> One(AxisValues values) => values switch
    {
        WholeNumbers whole => Gen.OneOf(Gen.Elements(whole.Minimum, whole.Maximum), Gen.Choose(whole.Minimum, whole.Maximum))
            .Select(number => (JsonNode?)number),
        Numbers numbers => Gen.OneOf(
            Gen.Elements(numbers.Minimum, numbers.Maximum),
            Gen.Choose(0, 1000).Select(k => numbers.Minimum + (k / 1000.0 * (numbers.Maximum - numbers.Minimum))))
                .Select(number => (JsonNode?)number),
        TrueOrFalse => Gen.Elements(true, false).Select(flag => (JsonNode?)flag),
        Choices choices => Gen.Elements(choices.All.ToArray()).Select(choice => (JsonNode?)choice.Word),
        OrNull some => Gen.Frequency((1, Gen.Constant<JsonNode?>(null)), (4, One(some.Of))),
        Lists lists => List(One(lists.Of), 0),
        Objects objects => Fields(objects.Fields, axis => One(axis.Values), objects.Required).Select(fields => (JsonNode?)fields),
        TermCounts => Gen.Choose(1, 3).Select(terms => (JsonNode?)new JsonObject { ["7"] = terms, ["365.25"] = 10 }),
        Texts { MayBeList: true } => Gen.OneOf(Gen.Constant(Name).Select(text => (JsonNode?)text), List(Gen.Constant((JsonNode?)Name), 0)),
        _ => Gen.Constant((JsonNode?)Name),
    };

    // One value, several, a range, or the default grid's.
    private static Gen<JsonNode?> Of(GridAxis axis)
    {
        var kinds = new List<Gen<JsonNode?>> { One(axis.Values), List(One(axis.Values), 1) };
        if (axis.Values is WholeNumbers { Maximum: < int.MaxValue } whole)
        {
            kinds.Add(Gen.Choose(whole.Minimum, whole.Maximum)
                .Select(from => (JsonNode?)new JsonObject { ["from"] = from, ["to"] = whole.Maximum, ["count"] = 3 }));
            kinds.Add(Gen.Constant((JsonNode?)new JsonObject { ["from"] = whole.Minimum, ["to"] = whole.Minimum + 1, ["step"] = 1 }));
        }

        if (axis.Values is Numbers { Minimum: > 0 } numbers)
        {
            kinds.Add(Gen.Constant(
                (JsonNode?)new JsonObject { ["from"] = numbers.Minimum, ["to"] = numbers.Maximum, ["count"] = 4, ["scale"] = "log" }));
        }

        if (axis.MayBeAuto)
        {
            kinds.Add(Gen.Constant((JsonNode?)"auto"));
        }

        return Gen.OneOf(kinds.ToArray());
    }

    private static Gen<JsonNode?> Blocks(Objects block)
    {
        var one = Fields(block.Fields, Of).Select(fields => (JsonNode?)fields);
        return Gen.OneOf(one, List(one, 0), Gen.Constant((JsonNode?)"auto"));
    }

    private static Gen<JsonNode?> List(Gen<JsonNode?> of, int least) =>
        from length in Gen.Choose(least, 3)
        from items in of.ArrayOf(length)
        select (JsonNode?)new JsonArray([.. items.Select(item => item?.DeepClone())]);

    // Each with even odds.
    private static Gen<JsonObject> Fields(IEnumerable<GridAxis> axes, Func<GridAxis, Gen<JsonNode?>> of, string? required = null) =>
        axes.Aggregate(Gen.Constant(new JsonObject()), (fields, axis) =>
            from others in fields
            from isThere in Gen.Elements(true, axis.Name == required)
            from value in of(axis)
            select isThere ? With(others, axis.Name, value) : others);

    private static JsonObject Join(
        JsonObject keys, JsonObject columns, JsonObject calendar, JsonNode? search, JsonNode? baselines, JsonObject families, bool schema)
    {
        var grid = With(With(With(keys, "columns", columns), "search", search), GridCatalogue.Baselines.Name, baselines);
        grid = With(grid, "calendar", With(calendar, "workingDays", true));
        grid = families.Aggregate(grid, (all, family) => With(all, family.Key, family.Value));
        return schema ? With(grid, GridCatalogue.Schema.Name, "grid.schema.json") : grid;
    }

    private static JsonObject With(JsonObject fields, string name, JsonNode? value)
    {
        var all = (JsonObject)fields.DeepClone();
        all[name] = value?.DeepClone();
        return all;
    }
}
