using System.Text.Json;
using System.Text.Json.Nodes;
using Backtest.Core.Planning.Catalogue;
using Backtest.Core.Problems;
using Backtest.Core.Series;

namespace Backtest.Core.Planning;

/// <summary>Reads a grid from JSON and checks all fields.</summary>
public static class GridReader
{
    // Over all axes together, since a few characters of a range can stand for thousands of values.
    private const int MaxValues = 100_000;

    // The place of problems that concern no single key.
    private const string Whole = "grid";

    private static readonly JsonDocumentOptions Options = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    private static readonly IReadOnlyList<string> Keys =
        [
            .. GridCatalogue.Keys.Select(axis => axis.Name),
            GridCatalogue.Baselines.Name,
            .. GridCatalogue.Families.Select(family => family.Name)];

    /// <summary>Reads a grid.</summary>
    /// <param name="json">JSON in UTF-8, with or without a byte order mark; comments and trailing commas are accepted.</param>
    /// <exception cref="InputException">The first error, with its line or field.</exception>
    public static Grid Read(ReadOnlyMemory<byte> json)
    {
        if (json.Span is [0xEF, 0xBB, 0xBF, ..])
        {
            json = json[3..];
        }

        try
        {
            using var document = JsonDocument.Parse(json, Options);
            return Read(document.RootElement);
        }
        catch (InvalidOperationException)
        {
            // System.Text.Json throws this for text that is not Unicode: invalid UTF-8, or half a surrogate pair.
            throw new InputException("The grid has text that is not Unicode.", Whole, "Save it in UTF-8.");
        }
        catch (JsonException problem)
        {
            throw new InputException(
                "The grid is not valid JSON.",
                problem.LineNumber is { } line ? $"{Whole}, line {line + 1}" : Whole,
                "Send a JSON object such as {\"horizon\": 12, \"arima\": [{\"p\": [0, 1], \"d\": 1, \"q\": [0, 1]}]}.");
        }
    }

    /// <summary>A grid with another value of a key that is not a block of trials.</summary>
    /// <param name="grid">The grid.</param>
    /// <param name="key">The key.</param>
    /// <param name="value">Its value.</param>
    /// <param name="where">The place of the value, for messages.</param>
    /// <exception cref="InputException">The value is not allowed.</exception>
    public static Grid With(Grid grid, string key, JsonElement value, string where) =>
        GridKeys.All.Single(known => known.Axis.Name == key).Read(grid, value, where);

    private static Grid Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new InputException(
                "The grid is not a JSON object.", Whole, "Send an object with fields such as horizon, arima and lstm.");
        }

        var grid = new Grid();
        var columns = new ColumnChoice();
        var blocks = new List<GridBlock>();
        var hasBlocks = false;
        var values = 0;
        var seen = new HashSet<string>();
        foreach (var field in root.EnumerateObject())
        {
            FieldReader.CheckOnce(seen, field.Name, Whole);
            if (field.Name == GridColumns.Key)
            {
                columns = ColumnFields.Field.Read(new Grid(), field.Value, field.Name).Columns;
            }
            else if (GridKeys.All.FirstOrDefault(key => key.Axis.Name == field.Name) is { } known)
            {
                grid = known.Read(grid, field.Value, field.Name);
            }
            else if (field.Name == GridCatalogue.Schema.Name)
            {
                FieldReader.Check(GridCatalogue.Schema, field.Value, field.Name);
            }
            else
            {
                foreach (var block in ReadBlocks(field))
                {
                    values += block.Axes.Sum(axis => axis.Values.Count);
                    blocks.Add(values <= MaxValues
                        ? block
                        : throw new InputException(
                            $"The grid has more than {MaxValues} values.", field.Name, "Give fewer values per axis, or fewer blocks."));
                }

                hasBlocks = true;
            }
        }

        grid = grid with { Columns = GridColumns.Unite(columns, grid.Columns) };
        return hasBlocks ? grid with { Blocks = blocks } : grid;
    }

    private static bool IsAuto(JsonElement value) => value.ValueKind == JsonValueKind.String && value.GetString() == "auto";

    private static IEnumerable<GridBlock> ReadBlocks(JsonProperty field)
    {
        if (field.Name == GridCatalogue.Baselines.Name)
        {
            return [IsAuto(field.Value) ? new GridBlock("baseline", [], IsAuto: true) : ReadBaselines(field)];
        }

        return GridCatalogue.Families.FirstOrDefault(family => family.Name == field.Name) is { } family
            ? ReadBlocks(family, field.Value)
            : throw FieldReader.Unknown(field.Name, Whole, Keys);
    }

    private static GridBlock ReadBaselines(JsonProperty field) =>
        new("baseline", [new GridBlockAxis("method", ReadValues(GridCatalogue.Baselines, field.Value, field.Name))]);

    // A single block may stand without the list around it.
    private static IEnumerable<GridBlock> ReadBlocks(GridFamily family, JsonElement value)
    {
        if (IsAuto(value))
        {
            yield return new GridBlock(family.Name, [], IsAuto: true);
            yield break;
        }

        if (value.ValueKind == JsonValueKind.Object)
        {
            yield return ReadBlock(family, value, family.Name);
            yield break;
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            throw new InputException(
                "The value is neither an object nor a list of objects.", family.Name, $"Give axes, such as {family.Example}.");
        }

        var index = 0;
        foreach (var block in value.EnumerateArray())
        {
            yield return ReadBlock(family, block, $"{family.Name}[{index}]");
            index++;
        }
    }

    private static GridBlock ReadBlock(GridFamily family, JsonElement block, string where)
    {
        if (block.ValueKind != JsonValueKind.Object)
        {
            throw new InputException("The block is not an object.", where, $"Give axes, such as {family.Example}.");
        }

        var axes = new List<GridBlockAxis>();
        var seen = new HashSet<string>();
        foreach (var field in block.EnumerateObject())
        {
            FieldReader.CheckOnce(seen, field.Name, where);
            var axis = FieldReader.Find(family.Axes, known => known.Name, field.Name, where);
            axes.Add(axis.MayBeAuto && IsAuto(field.Value)
                ? new GridBlockAxis(field.Name, [], IsAuto: true)
                : new GridBlockAxis(field.Name, ReadValues(axis, field.Value, $"{where}.{field.Name}")));
        }

        return new GridBlock(family.Name, axes);
    }

    // An array holds several values, unless the axis' values are arrays themselves; then only an array of arrays does.
    private static List<JsonNode?> ReadValues(GridAxis axis, JsonElement value, string where)
    {
        if (axis.Values.AreNumbers && value.ValueKind == JsonValueKind.Object)
        {
            var range = GridRange.Values(axis, value, where);
            foreach (var number in range)
            {
                FieldReader.Check(axis, JsonSerializer.SerializeToElement(number), where);
            }

            return range;
        }

        var isSeveral = value.ValueKind == JsonValueKind.Array
            && (!axis.Values.AreLists
                || (value.GetArrayLength() > 0 && value.EnumerateArray().All(element => element.ValueKind == JsonValueKind.Array)));
        if (!isSeveral)
        {
            FieldReader.Check(axis, value, where);
            return [ToNode(value)];
        }

        var values = new List<JsonNode?>();
        foreach (var element in value.EnumerateArray())
        {
            FieldReader.Check(axis, element, $"{where}[{values.Count}]");
            values.Add(ToNode(element));
        }

        return values.Count > 0
            ? values
            : throw new InputException("The list is empty.", where, $"Give at least one value: {axis.Values.InWords}.");
    }

    private static JsonNode? ToNode(JsonElement value) => JsonNode.Parse(value.GetRawText());
}
