using System.Text.Json;
using Backtest.Commands;
using Backtest.Core.Evaluation;
using Backtest.Core.Planning;
using Backtest.Core.Planning.Catalogue;
using Backtest.Engineering;

namespace Backtest.Cli.Tests;

/// <summary>The command line's options for reading a file.</summary>
public sealed class ReadingOptionsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("backtest-test-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("inspect")]
    [InlineData("run")]
    [InlineData("grid")]
    [InlineData("forecast")]
    public async Task Every_key_of_columns_is_an_option_with_its_help(string command)
    {
        var (code, output) = await Cli.RunAsync(_folder, command, "--help");

        Assert.Equal(0, code);
        Assert.All(
            GridCatalogue.Columns,
            field => Assert.Contains($"  {CatalogueOption.NameOf(field.Name)} ", output, StringComparison.Ordinal));
        Assert.All(GridCatalogue.Columns, field => Assert.Contains(field.Help, output.ReplaceLineEndings(" "), StringComparison.Ordinal));
        Assert.Contains("  --name ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_documentation_has_every_key_with_its_option_and_help()
    {
        var text = await File.ReadAllTextAsync(Repository.PathOf("docs", "files.md"), Stop);

        Assert.All(GridCatalogue.Columns, field => Assert.Contains(
            $"| `{field.Name}` | `{CatalogueOption.NameOf(field.Name)}` | {field.Help}", text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_said_goes_over_the_grid_and_into_the_one_that_is_written()
    {
        await WriteAsync(
            "sales.csv",
            "when,shop,sold\n" + string.Concat(Enumerable.Range(1, 28).Select(day => $"2020-02-{day:00},{day % 3},{day % 7}\n")));
        await WriteAsync("sales.grid.json", """{ "horizon": 3, "columns": { "target": "shop", "repeats": "sum" } }""");

        var (code, output) = await Cli.RunAsync(
            _folder, "grid", "sales.csv", "--target", "sold", "--missing", "x", "--missing", "-", "--name", "other");

        Assert.True(code == 0, output);
        var grid = GridReader.Read(System.Text.Encoding.UTF8.GetBytes(output[..(output.LastIndexOf('}') + 1)]));
        Assert.Equal(("sold", 3), (grid.Columns.Target, grid.Horizon));
        Assert.Equal(["x", "-"], grid.Columns.Missing);
        Assert.Equal(Backtest.Core.Series.RepeatRule.Sum, grid.Columns.Repeats);
    }

    [Fact]
    public async Task Keys_of_scoring_go_over_the_grid_beside_the_file()
    {
        await WriteAsync("load.csv", "y\n" + string.Join('\n', Enumerable.Range(0, 120).Select(t => (t * t) % 7)) + "\n");
        await WriteAsync("load.grid.json", """{ "horizon": 3, "gap": 1, "metric": "mae", "theta": {} }""");

        var (code, output) = await Cli.RunAsync(
            _folder,
            [
                "grid", "load.csv", "--horizon", "4", "--test-length", "6", "--windows", "7", "--metric", "rmse",
                "--season-length", "7", "--season-length", "30.5",
            ]);

        Assert.True(code == 0, output);
        var grid = GridReader.Read(System.Text.Encoding.UTF8.GetBytes(output[..(output.LastIndexOf('}') + 1)]));
        Assert.Equal((4, 6, 7, 1), (grid.Horizon, grid.TestLength, grid.Windows, grid.Gap));
        Assert.Equal(RankingMetric.Rmse, grid.Metric);
        Assert.Equal(7, grid.SeasonLength);
        Assert.Equal([30.5], grid.LongSeasons);
        Assert.Equal(["theta"], grid.Blocks!.Select(block => block.Family).Distinct().Where(family => family != "baseline"));
    }

    [Fact]
    public async Task The_season_of_an_inspection_is_the_one_that_is_given()
    {
        await WriteAsync("load.csv", "y\n" + string.Join('\n', Enumerable.Range(0, 60).Select(t => t % 6)) + "\n");

        var (code, output) = await Cli.RunAsync(_folder, "inspect", "load.csv", "--season-length", "12", "--json");

        Assert.Equal(0, code);
        Assert.Equal(
            12, JsonDocument.Parse(output).RootElement[0].GetProperty("diagnosis").GetProperty("seasonLength").GetInt32());
    }

    [Theory]
    [InlineData("--windows", "0", "a whole number from 1 to 1000")]
    [InlineData("--horizon", "many", "a whole number from 1 to 10000")]
    [InlineData("--metric", "mase2", "one of mase, rmsse")]
    [InlineData("--season-length", "1e400", "a whole number from 1 to 10000")]
    public Task A_key_of_scoring_that_is_not_allowed_is_refused_by_its_option(string option, string value, string right) =>
        AssertRefusedAsync("run", option, value, right);

    [Theory]
    [InlineData("--decimal", "x", "one of ., ,")]
    [InlineData("--first-line", "0", "a whole number from 1")]
    [InlineData("--first-line", "two", "a whole number from 1")]
    [InlineData("--repeats", "max", "one of sum, mean, last")]
    [InlineData("--name", "a/b", "A name has 1 to 100")]
    public Task A_value_that_is_not_allowed_is_refused_by_its_option(string option, string value, string right) =>
        AssertRefusedAsync("inspect", option, value, right);

    private async Task AssertRefusedAsync(string command, string option, string value, string right)
    {
        await WriteAsync("sales.csv", "1\n2\n3\n");

        var (code, output) = await Cli.RunAsync(_folder, command, "sales.csv", option, value);

        Assert.Equal(2, code);
        Assert.Contains($"{option}:", output, StringComparison.Ordinal);
        Assert.Contains(right, output, StringComparison.Ordinal);
    }

    /// <summary>Messages name keys of the grid, which a user of the command line may not have.</summary>
    [Fact]
    public async Task A_problem_of_reading_names_the_option_that_settles_it()
    {
        await WriteAsync("two.csv", "date,visits,sales\n2020-01-01,1,5\n2020-01-02,3,4\n2020-01-03,2,9\n2020-01-04,2,7\n");

        var (code, output) = await Cli.RunAsync(_folder, "run", "two.csv");

        Assert.Equal(2, code);
        Assert.Contains("On the command line, use --target.", output.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_name_is_the_one_that_is_given()
    {
        await WriteAsync("monthly sales (1).csv", "y\n" + string.Join('\n', Enumerable.Range(0, 40).Select(t => t % 5)) + "\n");

        var (code, output) = await Cli.RunAsync(_folder, "inspect", "monthly sales (1).csv", "--name", "sales", "--json");

        Assert.Equal((0, "sales"), (code, JsonDocument.Parse(output).RootElement[0].GetProperty("name").GetString()));
    }

    /// <summary>Once, however many series the file has, and not if the name is given or unchanged.</summary>
    [Fact]
    public async Task A_name_that_is_changed_is_noted_by_every_command()
    {
        const string File = "monthly sales (1).csv";
        const string Note = "The series of 'monthly sales (1).csv' is called 'monthly-sales-1'; --name sets another name.";
        await WriteAsync(File, "y\n" + string.Join('\n', Enumerable.Range(0, 40).Select(t => (t * t) % 7)) + "\n");
        await WriteAsync("small.json", """{ "horizon": 2, "seasonLength": 1, "baselines": ["naive", "drift"] }""");

        await NotesAsync(1, "inspect", File);
        await NotesAsync(1, "inspect", File, "--json");
        await NotesAsync(1, "grid", File);
        await NotesAsync(1, "run", File, "--grid", "small.json");
        await NotesAsync(1, "run", File, "--grid", "small.json", "--json");
        var model = Directory.GetFiles(Path.Combine(_folder, "backtest-results"), "*.json", SearchOption.AllDirectories)
            .First(path => path.Contains("models", StringComparison.Ordinal));
        await NotesAsync(1, "forecast", model, File);
        await NotesAsync(0, "inspect", File, "--name", "other");
        Directory.Move(Path.Combine(_folder, File), Path.Combine(_folder, "sales-1.csv"));
        await NotesAsync(0, "inspect", "sales-1.csv");

        async Task NotesAsync(int count, params string[] arguments)
        {
            var (code, output) = await Cli.RunAsync(_folder, arguments);

            Assert.True(code == 0, output);
            Assert.Equal(count, output.Replace("\\u0027", "'", StringComparison.Ordinal).Split(Note).Length - 1);
        }
    }

    /// <summary>An edited grid beside the file must not be used silently.</summary>
    [Fact]
    public async Task A_grid_beside_the_file_is_noted_unless_another_one_is_given()
    {
        const string Note = "The grid is 'sales.grid.json', beside the file; --grid sets another one.";
        await WriteAsync("sales.csv", "y\n" + string.Join('\n', Enumerable.Range(0, 40).Select(t => (t * t) % 7)) + "\n");
        await WriteAsync("sales.grid.json", """{ "horizon": 2, "seasonLength": 1, "baselines": ["naive", "drift"] }""");

        Assert.Contains(Note, (await Cli.RunAsync(_folder, "run", "sales.csv")).Output);
        Assert.Contains(Note, (await Cli.RunAsync(_folder, "run", "sales.csv", "--json")).Output);
        Assert.Contains(Note, (await Cli.RunAsync(_folder, "inspect", "sales.csv")).Output);
        File.Copy(Path.Combine(_folder, "sales.grid.json"), Path.Combine(_folder, "other.json"));
        Assert.DoesNotContain(Note, (await Cli.RunAsync(_folder, "run", "sales.csv", "--grid", "other.json")).Output);
    }

    /// <summary>As it is while <c>backtest grid sales.csv &gt; sales.grid.json</c> runs.</summary>
    [Fact]
    public async Task An_empty_grid_beside_the_file_is_not_used()
    {
        await WriteAsync("sales.csv", "y\n" + string.Join('\n', Enumerable.Range(0, 40).Select(t => (t * t) % 7)) + "\n");
        await WriteAsync("sales.grid.json", "");

        var (code, output) = await Cli.RunAsync(_folder, "grid", "sales.csv");

        Assert.True(code == 0, output);
        Assert.Contains("'sales.grid.json', beside the file, is empty and is not used.", output);
        Assert.Contains("\"horizon\":", output);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Task WriteAsync(string name, string content) => File.WriteAllTextAsync(Path.Combine(_folder, name), content, Stop);
}
