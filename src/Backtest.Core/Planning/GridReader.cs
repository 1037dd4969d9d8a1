using System.Text.Json;
using System.Text.Json.Nodes;
using Backtest.Core.Evaluation;
using Backtest.Core.Problems;
using Backtest.Core.Series;

namespace Backtest.Core.Planning;

/// <summary>Reads a grid from JSON and checks every field of it.</summary>
public static class GridReader
{
    // Of all axes together: a few letters of a range stand for thousands of values.
    private const int MaxValues = 100_000;

    private static readonly JsonDocumentOptions Options = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>The fields of a grid that are no blocks of trials.</summary>
    public static IReadOnlyList<GridAxis> Fields { get; } =
    [
        GridAxis.Text("target"),
        GridAxis.ListOf(GridAxis.Text("pastCovariates")),
        GridAxis.ListOf(GridAxis.Text("futureCovariates")),
        GridAxis.WholeNumber("seasonLength", 1, 10_000),
        GridAxis.WholeNumber("horizon", 1, 10_000),
        GridAxis.WholeNumber("testLength", 1, 1_000_000),
        GridAxis.WholeNumber("windows", 1, 1_000),
        GridAxis.WholeNumber("step", 1, 1_000_000),
        GridAxis.WholeNumber("gap", 0, 10_000),
        GridAxis.WholeNumber("trainingLength", 2, 10_000_000),
        GridAxis.WholeNumber("refitEvery", 0, 1_000),
        GridAxis.Choice<RankingMetric>("metric"),
        GridAxis.Choice<WinnerRule>("winner"),
        GridAxis.Flag("nonNegative"),
        GridAxis.WholeNumber("seed", int.MinValue, int.MaxValue),
        GridAxis.Number("batchSeconds", 0.1, 600),
    ];

    /// <summary>Reads a grid.</summary>
    /// <param name="json">JSON in UTF-8, with or without a byte order mark; comments and trailing commas are accepted.</param>
    /// <exception cref="InputException">The first thing that is wrong, with its line or field.</exception>
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
            // What System.Text.Json throws for text that is no Unicode: bytes that are not UTF-8, or half a surrogate pair.
            throw new InputException("The grid has text that is not Unicode.", "grid", "Save it in UTF-8.");
        }
        catch (JsonException problem)
        {
            throw new InputException(
                "The grid is not valid JSON.",
                problem.LineNumber is { } line ? $"grid, line {line + 1}" : "grid",
                "Send a JSON object such as {\"horizon\": 12, \"arima\": [{\"p\": [0, 1], \"d\": 1, \"q\": [0, 1]}]}.");
        }
    }

    private static Grid Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new InputException("The grid is not a JSON object.", "grid", "Send an object with fields such as horizon, arima and lstm.");
        }

        var grid = new Grid();
        var columns = new ColumnChoice();
        var blocks = new List<GridBlock>();
        var hasBlocks = false;
        var values = 0;
        var seen = new HashSet<string>();
        foreach (var field in root.EnumerateObject())
        {
            CheckOnce(seen, field.Name, "grid");
            switch (field.Name)
            {
                case "search":
                    grid = grid with { Search = ReadSearch(field.Value) };
                    break;
                case GridColumns.Key:
                    columns = ReadColumns(field.Value);
                    break;
                case "baselines":
                    blocks.Add(IsAuto(field.Value) ? new GridBlock("baseline", [], IsAuto: true) : ReadBaselines(field.Value));
                    hasBlocks = true;
                    break;
                case var engine when GridAxes.OfEngine.ContainsKey(engine):
                    foreach (var block in ReadBlocks(field))
                    {
                        values += block.Axes.Sum(axis => axis.Values.Count);
                        blocks.Add(values <= MaxValues
                            ? block
                            : throw new InputException($"The grid has more than {MaxValues} values.", engine, "Give fewer values per axis, or fewer blocks."));
                    }

                    hasBlocks = true;
                    break;
                default:
                    grid = Apply(grid, field);
                    break;
            }
        }

        grid = grid with { Columns = GridColumns.Unite(columns, grid.Columns) };
        return hasBlocks ? grid with { Blocks = blocks } : grid;
    }

    private static Grid Apply(Grid grid, JsonProperty field)
    {
        var axis = Fields.FirstOrDefault(known => known.Name == field.Name)
            ?? throw Unknown(field.Name, "grid", Fields.Select(known => known.Name).Append("search").Append(GridColumns.Key).Append("baselines").Concat(GridAxes.OfEngine.Keys));
        Check(axis, field.Value, field.Name);
        var value = field.Value;
        return field.Name switch
        {
            "target" => grid with { Target = value.GetString() },
            "pastCovariates" => grid with { PastCovariates = value.Deserialize<string[]>()! },
            "futureCovariates" => grid with { FutureCovariates = value.Deserialize<string[]>()! },
            "seasonLength" => grid with { SeasonLength = value.GetInt32() },
            "horizon" => grid with { Horizon = value.GetInt32() },
            "testLength" => grid with { TestLength = value.GetInt32() },
            "windows" => grid with { Windows = value.GetInt32() },
            "step" => grid with { Step = value.GetInt32() },
            "gap" => grid with { Gap = value.GetInt32() },
            "trainingLength" => grid with { TrainingLength = value.GetInt32() },
            "refitEvery" => grid with { RefitEvery = value.GetInt32() },
            "metric" => grid with { Metric = value.Deserialize<RankingMetric>() },
            "winner" => grid with { Winner = value.Deserialize<WinnerRule>() },
            "nonNegative" => grid with { NonNegative = value.GetBoolean() },
            "seed" => grid with { Seed = value.GetInt32() },
            _ => grid with { BatchSeconds = value.GetDouble() },
        };
    }

    private static bool IsAuto(JsonElement value) => value.ValueKind == JsonValueKind.String && value.GetString() == "auto";

    // The name of a method, or an object with it and its numbers.
    private static Search ReadSearch(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            Check(Search.Fields[0], value, "search");
            return new Search { Method = value.Deserialize<SearchMethod>() };
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            throw new InputException("The search is neither a name nor an object.", "search", "Give \"random\", or {\"method\": \"random\", \"trials\": 50, \"seed\": 1}.");
        }

        var search = new Search();
        var seen = new HashSet<string>();
        foreach (var field in value.EnumerateObject())
        {
            CheckOnce(seen, field.Name, "search");
            Check(
                Search.Fields.FirstOrDefault(known => known.Name == field.Name) ?? throw Unknown(field.Name, "search", Search.Fields.Select(known => known.Name)),
                field.Value,
                $"search.{field.Name}");
            search = field.Name switch
            {
                "method" => search with { Method = field.Value.Deserialize<SearchMethod>() },
                "trials" => search with { Trials = field.Value.GetInt32() },
                "seed" => search with { Seed = field.Value.GetInt32() },
                "reduction" => search with { Reduction = field.Value.GetInt32() },
                _ => search with { Rounds = field.Value.GetInt32() },
            };
        }

        return search;
    }

    private static ColumnChoice ReadColumns(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            throw new InputException("What is said of the columns is no object.", GridColumns.Key, "Give an object such as {\"time\": \"date\", \"target\": \"sales\"}.");
        }

        var columns = new ColumnChoice();
        var seen = new HashSet<string>();
        foreach (var field in value.EnumerateObject())
        {
            CheckOnce(seen, field.Name, GridColumns.Key);
            Check(
                GridColumns.Fields.FirstOrDefault(known => known.Name == field.Name)
                    ?? throw Unknown(field.Name, GridColumns.Key, GridColumns.Fields.Select(known => known.Name)),
                field.Value,
                $"{GridColumns.Key}.{field.Name}");
            columns = GridColumns.With(columns, field.Name, field.Value);
        }

        return columns;
    }

    private static GridBlock ReadBaselines(JsonElement value) =>
        new("baseline", [new GridBlockAxis("method", ReadValues(GridAxes.BaselineMethods, value, "baselines"))]);

    // A single block may stand without the list around it.
    private static IEnumerable<GridBlock> ReadBlocks(JsonProperty field)
    {
        if (IsAuto(field.Value))
        {
            yield return new GridBlock(field.Name, [], IsAuto: true);
            yield break;
        }

        if (field.Value.ValueKind == JsonValueKind.Object)
        {
            yield return ReadBlock(field.Name, field.Value, field.Name);
            yield break;
        }

        if (field.Value.ValueKind != JsonValueKind.Array)
        {
            throw new InputException("The value is neither an object nor a list of objects.", field.Name, $"Give axes, such as {Example(field.Name)}.");
        }

        var index = 0;
        foreach (var block in field.Value.EnumerateArray())
        {
            yield return ReadBlock(field.Name, block, $"{field.Name}[{index}]");
            index++;
        }
    }

    private static GridBlock ReadBlock(string engine, JsonElement block, string where)
    {
        if (block.ValueKind != JsonValueKind.Object)
        {
            throw new InputException("The block is not an object.", where, $"Give axes, such as {Example(engine)}.");
        }

        var known = GridAxes.OfEngine[engine];
        var axes = new List<GridBlockAxis>();
        var seen = new HashSet<string>();
        foreach (var field in block.EnumerateObject())
        {
            CheckOnce(seen, field.Name, where);
            var axis = known.FirstOrDefault(candidate => candidate.Name == field.Name)
                ?? throw Unknown(field.Name, where, known.Select(candidate => candidate.Name));
            axes.Add(IsAuto(field.Value) && DefaultGrid.AutoAxes.GetValueOrDefault(engine)?.Contains(field.Name) == true
                ? new GridBlockAxis(field.Name, [], IsAuto: true)
                : new GridBlockAxis(field.Name, ReadValues(axis, field.Value, $"{where}.{field.Name}")));
        }

        return new GridBlock(engine, axes);
    }

    private static string Example(string engine) => engine switch
    {
        "ets" => "{\"model\": [\"AAN\", \"AAA\"]}",
        "theta" => "{\"m\": 12}",
        "arima" => "{\"p\": [0, 1, 2]}",
        "ensemble" => "{\"combine\": \"mean\", \"best\": 3}",
        _ => "{\"units\": [16, 32]}",
    };

    // An array holds several values, unless the axis' values are arrays themselves: then only an array of arrays does.
    private static List<JsonNode?> ReadValues(GridAxis axis, JsonElement value, string where)
    {
        if (axis.IsNumber && value.ValueKind == JsonValueKind.Object)
        {
            var range = GridRange.Values(axis, value, where);
            foreach (var number in range)
            {
                Check(axis, JsonSerializer.SerializeToElement(number), where);
            }

            return range;
        }

        var isSeveral = value.ValueKind == JsonValueKind.Array
            && (!axis.IsList || (value.GetArrayLength() > 0 && value.EnumerateArray().All(element => element.ValueKind == JsonValueKind.Array)));
        if (!isSeveral)
        {
            Check(axis, value, where);
            return [ToNode(value)];
        }

        var values = new List<JsonNode?>();
        foreach (var element in value.EnumerateArray())
        {
            Check(axis, element, $"{where}[{values.Count}]");
            values.Add(ToNode(element));
        }

        return values.Count > 0
            ? values
            : throw new InputException("The list is empty.", where, $"Give at least one value: {axis.Allowed}.");
    }

    private static JsonNode? ToNode(JsonElement value) => JsonNode.Parse(value.GetRawText());

    private static void Check(GridAxis axis, JsonElement value, string where)
    {
        if (!axis.Accepts(value))
        {
            var text = value.GetRawText();
            var shown = text.Length <= 60 ? text : text[..60] + "...";
            throw new InputException($"{shown} is not allowed.", where, $"Give {axis.Allowed}.");
        }
    }

    private static void CheckOnce(HashSet<string> seen, string name, string where)
    {
        if (!seen.Add(name))
        {
            throw new InputException($"The key '{name}' occurs twice.", where, "Give each key once.");
        }
    }

    private static InputException Unknown(string name, string where, IEnumerable<string> known) =>
        new($"The key '{name}' is not known.", where, $"Known keys are {string.Join(", ", known)}.");
}
