using System.Globalization;
using System.Text.RegularExpressions;
using Backtest.Engineering;

namespace Backtest.EndToEnd.Tests;

/// <summary>What README shows of the service, run as it is written there, but for the address.</summary>
public sealed partial class ReadmeTests
{
    private const string Address = "http://127.0.0.1:7071";
    private const string Prompt = "$ ";
    private const string Fence = "```";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_commands_answer_what_is_shown()
    {
        Assert.SkipUnless(await Tool.IsThereAsync("curl", Stop) && await Tool.IsThereAsync("bash", Stop), "curl and bash run the commands of README, and one of them is missing.");
        var steps = Blocks().Where(block => block.Lines.Any(line => line.StartsWith(Prompt, StringComparison.Ordinal))).SelectMany(block => Steps(block.Lines)).ToList();
        Assert.InRange(steps.Count, 8, 50);

        await WithHostAsync(async (address, folder) =>
        {
            // What curl tells of its progress where it does not write to a terminal is not shown.
            await File.WriteAllTextAsync(Path.Combine(folder, ".curlrc"), "silent\nshow-error\n", Stop);
            foreach (var (command, shown) in steps)
            {
                var output = await RunAsync("bash", ["-c", $"export CURL_HOME='{folder}'; {command.Replace(Address, address, StringComparison.Ordinal)}"], folder);

                Assert.True(IsAlike(output, shown), $"{command}\nanswers\n{output}\nand README shows\n{shown}");
            }
        });
    }

    [Fact]
    public async Task The_Python_prints_what_is_shown()
    {
        Assert.SkipUnless(await Tool.IsThereAsync("python3", Stop), "There is no python3, which runs the Python of README.");
        var blocks = Blocks();
        var place = blocks.FindIndex(block => block.Language == "python");
        var (program, shown) = (string.Join('\n', blocks[place].Lines), string.Join('\n', blocks[place + 1].Lines));

        await WithHostAsync(async (address, folder) =>
        {
            var output = await RunAsync("python3", ["-c", program.Replace(Address, address, StringComparison.Ordinal)], folder);

            Assert.True(IsAlike(output, shown), $"It prints\n{output}\nand README shows\n{shown}");
        });
    }

    [Theory]
    [InlineData("{\"a\":0.12345678901234567,\"b\":2}", "{\"a\":0.12345678901234599,...}", true)]
    [InlineData("{\"a\":0.1235,\"b\":2}", "{\"a\":0.1234,...}", false)]
    [InlineData("a\nb\n", "a\nb", true)]
    [InlineData("a\nb\nc", "a\nb", false)]
    [InlineData("", "a", false)]
    public void Output_is_compared_but_for_what_is_left_out_and_the_last_digits(string output, string shown, bool expected) =>
        Assert.Equal(expected, IsAlike(output, shown));

    private static async Task WithHostAsync(Func<string, string, Task> act)
    {
        var folder = Directory.CreateTempSubdirectory("backtest-readme-").FullName;
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

    private static async Task<string> RunAsync(string program, string[] arguments, string folder)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        limit.CancelAfter(Patience);
        var (code, output) = await Tool.RunAsync(program, arguments, limit.Token, folder);
        Assert.True(code == 0, $"{arguments[^1]}\nfailed with exit code {code}:\n{output}");
        return output;
    }

    // Fenced blocks, in their order.
    private static List<(string Language, List<string> Lines)> Blocks()
    {
        var blocks = new List<(string Language, List<string> Lines)>();
        var isOpen = false;
        foreach (var line in File.ReadLines(Repository.PathOf("README.md")))
        {
            if (line.StartsWith(Fence, StringComparison.Ordinal))
            {
                isOpen = !isOpen;
                if (isOpen)
                {
                    blocks.Add((line[Fence.Length..], []));
                }
            }
            else if (isOpen)
            {
                blocks[^1].Lines.Add(line);
            }
        }

        return blocks;
    }

    private static List<(string Command, string Shown)> Steps(List<string> lines)
    {
        var steps = new List<(string Command, string Shown)>();
        foreach (var line in lines.Where(line => line.Length > 0))
        {
            if (line.StartsWith(Prompt, StringComparison.Ordinal))
            {
                steps.Add((line[Prompt.Length..], ""));
            }
            else
            {
                steps[^1] = (steps[^1].Command, $"{steps[^1].Shown}{line}\n");
            }
        }

        return steps;
    }

    // Three dots stand for anything, and processors may differ in the last digits of a number.
    private static bool IsAlike(string output, string shown) =>
        Regex.IsMatch(Rounded(output), $"^{Regex.Escape(Rounded(shown)).Replace(@"\.\.\.", ".*", StringComparison.Ordinal)}$");

    private static string Rounded(string text) =>
        NumberPattern().Replace(text.Trim(), number => double.Parse(number.Value, CultureInfo.InvariantCulture).ToString("G6", CultureInfo.InvariantCulture));

    [GeneratedRegex(@"\d+\.\d+(E-?\d+)?")]
    private static partial Regex NumberPattern();
}
