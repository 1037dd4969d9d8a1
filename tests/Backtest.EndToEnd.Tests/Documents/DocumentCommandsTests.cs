using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Backtest.Engineering;
using Backtest.Testing;

namespace Backtest.EndToEnd.Tests.Documents;

/// <summary>
/// The commands and programs in documents, run as written, except for the address and the path of the command line.
/// </summary>
public sealed partial class DocumentCommandsTests
{
    private const string Address = "http://127.0.0.1:7071";
    private const string CommandLine = "dotnet run -c Release --project src/Backtest.Cli --";
    private const string LeftOut = "...";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> WithCommands { get; } = PathsOf(document => document.Steps.Count > 0);

    public static TheoryData<string> WithPython { get; } = PathsOf(document => document.Blocks.Exists(IsPython));

    [Fact]
    public void There_are_commands_and_programs_to_run()
    {
        Assert.NotEmpty(Document.Of("README.md").Steps);
        Assert.InRange(Document.Of("docs/getting-started.md").Steps.Count, 8, 50);
        Assert.Contains(Document.Of("docs/getting-started.md").Blocks, IsPython);
    }

    [Theory]
    [MemberData(nameof(WithCommands))]
    public async Task The_commands_answer_what_is_shown(string document)
    {
        Assert.SkipUnless(
            await Tool.IsThereAsync("curl", Stop) && await Tool.IsThereAsync("bash", Stop),
            "curl and bash run the commands of the documents, and one of them is missing.");

        await WithHostAsync(async (address, folder) =>
        {
            // curl shows no progress, as on a pipe.
            await File.WriteAllTextAsync(Path.Combine(folder, ".curlrc"), "silent\nshow-error\n", Stop);
            foreach (var (command, shown) in Document.Of(document).Steps)
            {
                var here = command
                    .Replace(Address, address, StringComparison.Ordinal)
                    .Replace(CommandLine, $"dotnet '{Platform.Program}'", StringComparison.Ordinal);
                var output = await RunAsync("bash", ["-c", $"export CURL_HOME='{folder}'; {here}"], folder);

                Assert.True(IsAlike(output, shown), $"{command}\nanswers\n{output}\nand {document} shows\n{shown}");
            }
        });
    }

    [Theory]
    [MemberData(nameof(WithPython))]
    public async Task The_Python_prints_what_is_shown(string document)
    {
        Assert.SkipUnless(await Tool.IsThereAsync("python3", Stop), "There is no python3, which runs the Python of the documents.");
        var blocks = Document.Of(document).Blocks;
        var places = Enumerable.Range(0, blocks.Count).Where(k => IsPython(blocks[k])).ToList();

        await AssertPrintsAsync(document, Text(places), Text(places.ConvertAll(place => place + 1)));

        string Text(List<int> which) => string.Join("\n\n", which.Select(place => string.Join('\n', blocks[place].Lines)));
    }

    [Fact]
    public async Task The_notebook_prints_what_is_shown()
    {
        Assert.SkipUnless(await Tool.IsThereAsync("python3", Stop), "There is no python3, which runs the notebook.");
        const string Notebook = "docs/forecast.ipynb";
        var cells = JsonDocument.Parse(await File.ReadAllTextAsync(Repository.PathOf(Notebook), Stop)).RootElement.GetProperty("cells")
            .EnumerateArray().Where(cell => cell.GetProperty("cell_type").GetString() == "code").ToList();
        var canPlot = await PythonModules.AreThereAsync("matplotlib", Stop);
        var run = cells.Where(cell => canPlot || !cell.GetProperty("metadata").TryGetProperty("tags", out _)).ToList();

        await AssertPrintsAsync(
            Notebook,
            string.Join("\n\n", run.Select(cell => Text(cell.GetProperty("source")))),
            string.Concat(run.SelectMany(cell => cell.GetProperty("outputs").EnumerateArray())
                .Select(output => output.TryGetProperty("text", out var text) ? $"{Text(text)}\n" : "")));

        static string Text(JsonElement lines) => string.Concat(lines.EnumerateArray().Select(line => line.GetString()));
    }

    private static Task AssertPrintsAsync(string document, string program, string shown) => WithHostAsync(async (address, folder) =>
    {
        using var modules = await PythonModules.ForAsync(program, folder, Stop);
        var output = await RunAsync(
            "python3", ["-c", program.Replace(Address, address, StringComparison.Ordinal)], folder, modules.Environment);

        Assert.True(IsAlike(output, shown), $"It prints\n{output}\nand {document} shows\n{shown}");
    });

    [Theory]
    [InlineData("{\"a\":0.12345678901234567,\"b\":2}", "{\"a\":0.12345678901234599,...}", true)]
    [InlineData("{\"a\":0.1235,\"b\":2}", "{\"a\":0.1234,...}", false)]
    [InlineData("a\nb\n", "a\nb", true)]
    [InlineData("a   1.50 \n\nb", "a ...\nb", true)]
    [InlineData("a\nb\nc", "a\nb", false)]
    [InlineData("a\nb\nc\nd", "a\n  ...\nd", true)]
    [InlineData("a\nd", "a\n...\nd", true)]
    [InlineData("a\nb\nc", "a\n...\nd", false)]
    [InlineData("", "a", false)]
    public void Output_is_compared_except_for_what_is_left_out_and_the_last_digits(string output, string shown, bool expected) =>
        Assert.Equal(expected, IsAlike(output, shown));

    private static TheoryData<string> PathsOf(Func<Document, bool> condition) =>
        [.. Document.All.Where(condition).Select(document => document.Path)];

    private static bool IsPython(FencedBlock block) => block.Language == "python";

    private static async Task WithHostAsync(Func<string, string, Task> act)
    {
        var folder = Directory.CreateTempSubdirectory("backtest-documents-").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "samples"));
            foreach (var sample in Directory.EnumerateFiles(Repository.PathOf("samples")))
            {
                File.Copy(sample, Path.Combine(folder, "samples", Path.GetFileName(sample)));
            }

            await using var platform = await Platform.StartAsync(Stop);
            await act(platform.Address.ToString().TrimEnd('/'), folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> RunAsync(
        string program, string[] arguments, string folder, IReadOnlyDictionary<string, string>? environment = null)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        limit.CancelAfter(Patience.Limit);
        var (code, output) = await Tool.RunAsync(program, arguments, limit.Token, folder, environment: environment);
        Assert.True(code == 0, $"{arguments[^1]}\nfailed with exit code {code}:\n{output}");
        return output;
    }

    // Three dots stand for anything in a line, and on their own for any lines. The comparison ignores the width of spaces, blank lines and
    // the last digits of numbers, which differ between processors.
    private static bool IsAlike(string output, string shown)
    {
        var patterns = Lines(shown).Select(line => line.Trim() == LeftOut
            ? "(?:.*\n)*"
            : $"{Regex.Escape(Rounded(line)).Replace(@"\.\.\.", ".*", StringComparison.Ordinal)}\n");
        return Regex.IsMatch(string.Concat(Lines(output).Select(line => $"{Rounded(line)}\n")), $"\\A{string.Concat(patterns)}\\z");
    }

    private static IEnumerable<string> Lines(string text) =>
        text.Split('\n').Select(line => SpacePattern().Replace(line.TrimEnd(), " ")).Where(line => line.Length > 0);

    private static string Rounded(string text) =>
        NumberPattern().Replace(
            text, number => double.Parse(number.Value, CultureInfo.InvariantCulture).ToString("G6", CultureInfo.InvariantCulture));

    [GeneratedRegex(" +")]
    private static partial Regex SpacePattern();

    [GeneratedRegex(@"\d+\.\d+(E-?\d+)?")]
    private static partial Regex NumberPattern();
}
