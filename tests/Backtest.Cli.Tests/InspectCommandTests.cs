using System.Text.Json;
using System.Text.RegularExpressions;
using Backtest.Engineering;
using Backtest.Testing.Workbooks;

namespace Backtest.Cli.Tests;

public sealed class InspectCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("backtest-test-").FullName;

    [Fact]
    public async Task AirPassengers_is_seasonal_and_not_stationary()
    {
        var (code, output) = await Cli.RunAsync(_folder, "inspect", Repository.PathOf("samples", "air-passengers.csv"));

        Assert.Equal(0, code);
        Assert.Contains("air-passengers: 144 values, 1949-01-01 to 1960-12-01", output);
        Assert.Contains("▁", output);
        Assert.Contains("12 values, strength 0.9", output);
        Assert.Contains("d = 1, D = 1", output);
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    // A pipe has no length. The series is long enough to arrive in parts.
    [Fact]
    public async Task A_file_and_its_grid_may_come_through_pipes()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "A pipe has no path there.");
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "data.csv"),
            "y\n" + string.Join('\n', Enumerable.Range(0, 40_000).Select(t => t % 7)),
            TestContext.Current.CancellationToken);

        var (code, output) = await Tool.RunAsync(
            "sh",
            ["-c", $"mkfifo series && (cat data.csv > series & echo '{{}}' | dotnet '{Cli.Program}' inspect series --grid /dev/stdin --json)"],
            TestContext.Current.CancellationToken,
            _folder);

        Assert.True(code == 0, output);
        var one = Assert.Single(JsonDocument.Parse(output).RootElement.EnumerateArray().ToList());
        Assert.Equal(40_000, one.GetProperty("series").GetProperty("length").GetInt32());
    }

    [Fact]
    public async Task JSON_has_the_facts_and_every_test()
    {
        var (code, output) = await Cli.RunAsync(_folder, "inspect", Repository.PathOf("samples", "power-demand.csv"), "--json");

        Assert.Equal(0, code);
        var one = Assert.Single(JsonDocument.Parse(output).RootElement.EnumerateArray().ToList());
        Assert.Equal(1095, one.GetProperty("series").GetProperty("length").GetInt32());
        Assert.Equal(["temperature", "dayOff"], one.GetProperty("series")
            .GetProperty("covariates")
            .EnumerateArray()
            .Select(name => name.GetString()));
        Assert.Equal(7, one.GetProperty("diagnosis").GetProperty("seasonLength").GetInt32());
        Assert.True(one.GetProperty("diagnosis").GetProperty("whiteNoise").GetProperty("pValue").GetDouble() < 0.001);
    }

    [Fact]
    public async Task A_workbook_has_the_facts_of_the_same_values_as_CSV()
    {
        string[] rows = [.. Enumerable.Range(0, 40).Select(row => $"{new DateTime(2020, 1, 1).AddMonths(row):yyyy-MM-dd},{row * 1.025}")];
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "sales.csv"), "date,y\n" + string.Join('\n', rows) + "\n", TestContext.Current.CancellationToken);
        var builder = new WorkbookBuilder { Formats = ["14"] };
        var cells = Enumerable.Range(0, 40).Select(row =>
            WorkbookBuilder.Number($"{new DateTime(2020, 1, 1).AddMonths(row).ToOADate()}", 1) + WorkbookBuilder.Number($"{row * 1.025}"));
        builder.Sheet(WorkbookBuilder.Rows([WorkbookBuilder.Text("date") + WorkbookBuilder.Text("y"), .. cells]));
        await File.WriteAllBytesAsync(Path.Combine(_folder, "sales.xlsx"), builder.Build(), TestContext.Current.CancellationToken);

        var (code, fromText) = await Cli.RunAsync(_folder, "inspect", "sales.csv");
        var (otherCode, fromWorkbook) = await Cli.RunAsync(_folder, "inspect", "sales.xlsx");

        Assert.Equal((0, 0), (code, otherCode));
        Assert.Contains("sales.csv: UTF-8, ',' between cells, header on line 1, 40 rows on lines 2 to 41", fromText);
        Assert.Contains("sales.xlsx: workbook, sheet 'Data', header on line 1, 40 rows on lines 2 to 41", fromWorkbook);
        const string Facts = "sales: 40 values, 2020-01-01 to 2023-04-01";
        Assert.Contains(Facts, fromText);
        Assert.Equal(
            fromText[fromText.IndexOf(Facts, StringComparison.Ordinal)..],
            fromWorkbook[fromWorkbook.IndexOf(Facts, StringComparison.Ordinal)..]);
    }

    /// <summary>The tests look at the last 100,000 values; below that, at all.</summary>
    [Theory]
    [InlineData(100_000, null)]
    [InlineData(100_001, 100_000)]
    public async Task What_the_tests_look_at_is_told_where_it_is_not_all(int count, int? tested)
    {
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "long.csv"),
            string.Concat(Enumerable.Range(0, count).Select(t => $"{(t * 7919L) % 101}\n")),
            TestContext.Current.CancellationToken);

        var (code, text) = await Cli.RunAsync(_folder, "inspect", "long.csv");
        var (otherCode, json) = await Cli.RunAsync(_folder, "inspect", "long.csv", "--json");

        Assert.Equal((0, 0), (code, otherCode));
        Assert.Equal(tested is not null, text.Contains("the last 100,000 of 100,001", StringComparison.Ordinal));
        Assert.Equal(tested, JsonDocument.Parse(json).RootElement[0].GetProperty("diagnosis").TryGetProperty("tested", out var value)
            ? value.GetInt32()
            : null);
    }

    [Fact]
    public async Task Working_days_are_told_with_their_holidays()
    {
        var days = Enumerable.Range(0, 82)
            .Where(day => day % 7 < 5 && day is not (25 or 28 or 58))
            .Select(day => $"{new DateTime(2024, 3, 4).AddDays(day):yyyy-MM-dd},{day % 7}");
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "office.csv"), "date,y\n" + string.Join('\n', days) + "\n", TestContext.Current.CancellationToken);

        var (code, output) = await Cli.RunAsync(_folder, "inspect", "office.csv");

        Assert.Equal(0, code);
        Assert.Contains("office: 60 values, 2024-03-04 to 2024-05-24", output);
        Assert.Contains("The times are working days, Monday to Friday.", output);
        Assert.Contains("3 of 60 times were not in the file", output);
        Assert.Contains("5 values, strength", output);
    }

    [Fact]
    public async Task A_short_or_constant_series_says_what_cannot_be_told()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "flat.csv"), "7\n7\n7\n7\n", TestContext.Current.CancellationToken);

        var (code, output) = await Cli.RunAsync(_folder, "inspect", "flat.csv");

        Assert.Equal(0, code);
        Assert.Contains("unclear", output);
        Assert.DoesNotContain("NaN", output);
    }

    [Fact]
    public async Task Stored_models_are_listed_with_their_files()
    {
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "data.csv"),
            string.Join('\n', Enumerable.Range(0, 60).Select(t => 10 + (t % 5))),
            TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "grid.json"),
            """{ "horizon": 3, "seasonLength": 1, "lstm": { "lookBack": 5, "units": 4, "epochs": 2 } }""",
            TestContext.Current.CancellationToken);
        var (code, output) = await Cli.RunAsync(_folder, "run", "data.csv", "--grid", "grid.json", "--json");
        Assert.Equal(0, code);
        Assert.Equal(3, JsonDocument.Parse(output).RootElement[0].GetProperty("forecast").GetProperty("forecast").GetArrayLength());

        var listed = JsonDocument.Parse((await Cli.RunAsync(_folder, "models", "--json")).Output).RootElement.EnumerateArray().ToList();

        Assert.Equal(2, listed.Count);
        Assert.All(listed, model => Assert.True(File.Exists(Path.Combine(_folder, model.GetProperty("file").GetString()!))));
        Assert.Contains(listed, model => model.GetProperty("file").GetString()!.EndsWith(".onnx", StringComparison.Ordinal));
        Assert.All(listed, model => Assert.Equal("mase", model.GetProperty("metric").GetString()));
        foreach (var arguments in (string[][])[["models"], ["models", "data"]])
        {
            var shown = (await Cli.RunAsync(_folder, arguments)).Output;

            // The folder is said once, so that tables fit into a terminal.
            var folder = Assert.Single(Regex.Matches(shown, @"^data: (?<folder>\S+)\s*$", RegexOptions.Multiline)).Groups["folder"].Value;
            Assert.All(listed, model =>
            {
                var file = model.GetProperty("file").GetString()!;
                Assert.Equal(folder, Path.GetDirectoryName(file));
                Assert.Contains($" {Path.GetFileName(file)} ", shown, StringComparison.Ordinal);
            });
        }

        var (none, problem) = await Cli.RunAsync(_folder, "models", "other");
        Assert.Equal(2, none);
        Assert.Contains("'other' has no published run.", problem, StringComparison.Ordinal);
        Assert.Equal(2, (await Cli.RunAsync(_folder, "models", "--out", "none")).ExitCode);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
