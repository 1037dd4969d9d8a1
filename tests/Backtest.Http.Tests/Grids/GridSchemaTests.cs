using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Backtest.Core.Planning;
using Backtest.Core.Planning.Catalogue;
using Backtest.Core.Problems;
using Backtest.Engineering;
using FsCheck;
using FsCheck.Fluent;
using Json.Schema;

namespace Backtest.Http.Tests.Grids;

/// <summary>The JSON Schema of grids and the reader of grids agree.</summary>
public sealed class GridSchemaTests
{
    private static readonly JsonSchema Schema = JsonSchema.FromText(GridSchema.Write());

    /// <summary>Wrong values, by their path.</summary>
    public static TheoryData<string, string> Wrong =>
    [
        .. Places().SelectMany(place => WrongFor(place.Values).Select(value => (place.Path, value?.ToJsonString() ?? "null"))).Distinct(),
    ];

    [Fact]
    public void What_the_reader_accepts_the_schema_accepts() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(20260403, 5),
            Prop.ForAll(RandomGrids.All.ToArbitrary(), grid =>
            {
                Assert.Null(ReadingProblem(grid));
                Assert.Empty(Problems(grid));
                return true;
            }));

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_is_out_of_bounds_is_refused_by_both(string path, string value)
    {
        var grid = At(path, JsonNode.Parse(value));

        Assert.StartsWith(path, ReadingProblem(grid));
        Assert.NotEmpty(Problems(grid));
    }

    [Theory]
    [InlineData("""{ "horizont": 12 }""")]
    [InlineData("""{ "$schema": 3 }""")]
    [InlineData("""{ "search": { "method": "random", "draws": 3 } }""")]
    [InlineData("""{ "columns": { "times": "date" } }""")]
    [InlineData("""{ "columns": "date" }""")]
    [InlineData("""{ "arima": { "r": 1 } }""")]
    [InlineData("""{ "arima": 3 }""")]
    [InlineData("""{ "arima": [3] }""")]
    [InlineData("""{ "arima": "none" }""")]
    [InlineData("""{ "arima": { "criterion": "auto" } }""")]
    [InlineData("""{ "lstm": { "units": [] } }""")]
    [InlineData("""{ "lstm": { "units": { "from": 1 } } }""")]
    [InlineData("""{ "lstm": { "units": { "from": 1, "to": 9, "step": 0 } } }""")]
    [InlineData("""{ "lstm": { "units": { "from": 1, "to": 9, "step": 1, "count": 3 } } }""")]
    [InlineData("""{ "lstm": { "units": { "from": 1, "to": 9, "count": 3, "scale": "square" } } }""")]
    [InlineData("""{ "lstm": { "dense": [{ "activation": "relu" }] } }""")]
    [InlineData("""{ "baselines": [] }""")]
    public void What_has_the_wrong_form_is_refused_by_both(string grid)
    {
        Assert.NotNull(ReadingProblem(JsonNode.Parse(grid)!.AsObject()));
        Assert.NotEmpty(Problems(JsonNode.Parse(grid)!.AsObject()));
    }

    [Fact]
    public void It_is_a_schema_by_the_dialect_that_it_names() =>
        Assert.True(MetaSchemas.Draft202012.Evaluate(JsonDocument.Parse(GridSchema.Write()).RootElement).IsValid);

    [Fact]
    public void The_grids_of_the_samples_keep_it()
    {
        var files = Directory.GetFiles(Repository.PathOf("samples"), "*.grid.json");

        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.Empty(Problems(JsonNode.Parse(
            File.ReadAllText(file), null, new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true })!.AsObject())));
    }

    private static IEnumerable<(string Path, AxisValues Values)> Places() =>
    [
        .. GridCatalogue.Keys.Where(axis => axis.Values is not (Objects or Either)).Select(axis => (axis.Name, axis.Values)),
        .. GridCatalogue.Search.Select(axis => ($"search.{axis.Name}", axis.Values)),
        .. GridCatalogue.Columns.Select(axis => ($"columns.{axis.Name}", axis.Values)),
        .. GridCatalogue.Calendar.Select(axis => ($"calendar.{axis.Name}", axis.Values)),
        (GridCatalogue.Baselines.Name, GridCatalogue.Baselines.Values),
        .. GridCatalogue.Families.SelectMany(family => family.Axes.Select(axis => ($"{family.Name}.{axis.Name}", axis.Values))),
    ];

    // Below and above the bounds, and of another type.
    private static JsonNode?[] WrongFor(AxisValues values) => values switch
    {
        WholeNumbers whole => [whole.Minimum - 1L, whole.Maximum + 1L, whole.Minimum + 0.5, $"{whole.Minimum}"],
        Numbers numbers => [numbers.Minimum - 1e-3, numbers.Maximum * 1.001, numbers.Minimum.ToString(CultureInfo.InvariantCulture)],
        TrueOrFalse => [1, "true"],
        Choices choices => [choices.All[0].Word + "s", 1],
        OrNull some => [.. WrongFor(some.Of), new JsonObject { ["null"] = true }],
        Lists lists => [1, .. WrongFor(lists.Of).Select(value => new JsonArray(value))],
        Objects objects => [1, new JsonObject { [objects.Fields[0].Name] = WrongFor(objects.Fields[0].Values)[0] }],
        TermCounts => [1, new JsonObject { ["week"] = 3 }, new JsonObject { ["1.5"] = 1 }, new JsonObject { ["7"] = 0 }],
        _ => ["", 1],
    };

    // "lstm.units" and 8 become { "lstm": { "units": 8 } }.
    private static JsonObject At(string path, JsonNode? value) => path.Split('.') switch
    {
        [var key, var field] => new() { [key] = new JsonObject { [field] = value } },
        _ => new() { [path] = value },
    };

    private static string? ReadingProblem(JsonObject grid)
    {
        try
        {
            GridReader.Read(JsonSerializer.SerializeToUtf8Bytes(grid));
            return null;
        }
        catch (InputException problem)
        {
            return problem.Problem.Where;
        }
    }

    private static List<string> Problems(JsonObject grid)
    {
        var result = Schema.Evaluate(JsonSerializer.SerializeToElement(grid), new EvaluationOptions { OutputFormat = OutputFormat.List });
        return result.IsValid ? [] : [.. (result.Details
            ?? []).SelectMany(detail => detail.Errors?.Select(error => $"{detail.InstanceLocation}: {error.Value}")
            ?? []), "wrong"];
    }
}
