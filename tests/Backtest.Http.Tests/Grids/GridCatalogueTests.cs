using System.Text.RegularExpressions;
using Backtest.Core.Planning.Catalogue;
using Backtest.Engineering;

namespace Backtest.Http.Tests.Grids;

/// <summary>Stored files generated from the grid catalogue. <c>BACKTEST_EXAMPLES=1</c> rewrites them.</summary>
public sealed partial class GridCatalogueTests
{
    // The build generates it from the contract.
    private const string Generated = "contract.ts";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> Names => [.. Axes.Select(axis => axis.Path)];

    private static IEnumerable<(string Path, GridAxis Axis)> Axes =>
    [
        .. GridCatalogue.Keys.Prepend(GridCatalogue.Schema).Select(axis => (axis.Name, axis)),
        .. GridCatalogue.Search.Select(axis => ($"search.{axis.Name}", axis)),
        .. GridCatalogue.Calendar.Select(axis => ($"calendar.{axis.Name}", axis)),
        .. GridCatalogue.Columns.Select(axis => ($"columns.{axis.Name}", axis)),
        (GridCatalogue.Baselines.Name, GridCatalogue.Baselines),
        .. GridCatalogue.Families.SelectMany(family => family.Axes.Select(axis => ($"{family.Name}.{axis.Name}", axis))),
    ];

    [Fact]
    public Task The_stored_schema_is_that_of_the_catalogue() => HoldsAsync(GridSchema.Write(), "docs", "grid.schema.json");

    [Fact]
    public Task The_form_of_the_page_is_that_of_the_catalogue() =>
        HoldsAsync(StoredContract.Text(PageCatalogue.Document), "src", "Backtest.Web", "src", "data", "catalogue.json");

    [Fact]
    public async Task The_tables_of_the_document_are_those_of_the_catalogue()
    {
        var text = await File.ReadAllTextAsync(Repository.PathOf("docs", "grid.md"), Stop);
        var tables = GridTables.All.ToDictionary(table => table.Name, table => table.Text);
        Assert.Equal(tables.Keys.Order(), TablePattern().Matches(text).Select(match => match.Groups["name"].Value).Order());

        var expected = TablePattern()
            .Replace(text, match => $"{match.Groups["begin"]}{tables[match.Groups["name"].Value]}{match.Groups["end"]}");
        await HoldsAsync(expected, "docs", "grid.md");
    }

    [Fact]
    public void No_bound_of_an_axis_is_written_a_second_time()
    {
        var bounds = Axes.Select(axis => GridTables.Values(axis.Axis.Values))
            .Where(values => BoundsPattern().IsMatch(values))
            .Distinct()
            .ToList();
        var texts = Directory.EnumerateFiles(Repository.PathOf("src", "Backtest.Web", "src"), "*.ts*", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) != Generated)
            .Append(Repository.PathOf("docs", "grid.md"))
            .ToDictionary(file => file, file => TablePattern().Replace(File.ReadAllText(file), ""));

        Assert.True(bounds.Count > 10);
        Assert.All(texts, text => Assert.DoesNotContain(bounds, bound => text.Value.Contains(bound, StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_axis_says_in_a_sentence_what_it_is_for(string path)
    {
        var axis = Axes.Single(one => one.Path == path).Axis;

        Assert.Matches("^[A-Z][^\n|]+\\.$", axis.Help);
        Assert.DoesNotMatch("\\.$", axis.Otherwise ?? "");
        Assert.True(axis.Part == FormPart.Own || axis.Label is not null);
        Assert.True(axis.Default is null || axis.Otherwise is null);
    }

    private static async Task HoldsAsync(string expected, params string[] path)
    {
        var file = Repository.PathOf(path);
        if (StoredContract.IsWritten)
        {
            await File.WriteAllTextAsync(file, expected, Stop);
        }

        Assert.True(expected == await File.ReadAllTextAsync(file, Stop), $"{file} is out of date; BACKTEST_EXAMPLES=1 writes it anew.");
    }

    [GeneratedRegex("^[0-9,.e-]+ to [0-9,.e-]+$")]
    private static partial Regex BoundsPattern();

    [GeneratedRegex("(?<begin><!-- catalogue: (?<name>[a-z]+) -->\n\n).*?(?<end>\n<!-- end of catalogue -->)", RegexOptions.Singleline)]
    private static partial Regex TablePattern();
}
