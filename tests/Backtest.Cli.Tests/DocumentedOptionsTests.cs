using System.Text.RegularExpressions;
using Backtest.Commands;
using Backtest.Core.Planning.Catalogue;
using Backtest.Engineering;

namespace Backtest.Cli.Tests;

/// <summary>docs/cli.md has every command with its options, and no others.</summary>
public sealed partial class DocumentedOptionsTests
{
    private static readonly string[] Everywhere = ["--help", "--version"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_options_of_every_command_are_those_of_the_document()
    {
        var text = await File.ReadAllTextAsync(Repository.PathOf("docs", "cli.md"), Stop);
        var columns = GridCatalogue.Columns.Select(field => CatalogueOption.NameOf(field.Name)).Append("--name").ToList();
        var (_, help) = await Cli.RunAsync(Path.GetTempPath(), "--help");
        var commands = CommandPattern().Matches(help[help.IndexOf("Commands:", StringComparison.Ordinal)..])
            .Select(match => match.Groups["name"].Value).ToList();

        var offered = new List<string>();
        foreach (var command in commands)
        {
            Assert.Contains($"| `backtest {command}", text, StringComparison.Ordinal);
            (_, help) = await Cli.RunAsync(Path.GetTempPath(), command, "--help");
            var names = OptionPattern().Matches(help).Select(match => match.Groups["name"].Value).Except(Everywhere).Except(columns);
            offered.AddRange(names.Select(name => $"{command} {name}"));
        }

        var documented = RowPattern().Matches(text).SelectMany(row => WordPattern().Matches(row.Groups["commands"].Value)
            .Select(command => $"{command.Groups["word"].Value} {row.Groups["name"].Value}"));
        Assert.Equal(offered.Order(), documented.Order());
    }

    [Theory]
    [InlineData("run sales.csv --horizn 3", "--horizon", "backtest run --help describes its arguments and options.")]
    [InlineData("run", "Required argument missing", "backtest run --help describes its arguments and options.")]
    [InlineData("rum sales.csv", "run", "backtest --help lists the commands.")]
    public async Task A_wrong_command_line_is_told_what_is_wrong_without_a_screen_of_help(string line, string what, string help)
    {
        var (code, output) = await Cli.RunAsync(Path.GetTempPath(), line.Split(' '));

        Assert.Equal(1, code);
        Assert.Contains(what, output, StringComparison.Ordinal);
        Assert.Contains(help, output, StringComparison.Ordinal);
        Assert.InRange(output.Split('\n').Length, 1, 12);
    }

    [Fact]
    public async Task Without_a_command_the_commands_are_listed()
    {
        var (code, output) = await Cli.RunAsync(Path.GetTempPath());

        Assert.Equal(1, code);
        Assert.Contains("  predictions <name>", output, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^  (?<name>[a-z]+) ", RegexOptions.Multiline)]
    private static partial Regex CommandPattern();

    [GeneratedRegex(@"^  (?:-\S+, )*(?<name>--[a-z-]+)", RegexOptions.Multiline)]
    private static partial Regex OptionPattern();

    [GeneratedRegex(@"^\| `(?<name>--[a-z-]+)` \| (?<commands>[^|]*) \|", RegexOptions.Multiline)]
    private static partial Regex RowPattern();

    [GeneratedRegex("`(?<word>[a-z]+)`")]
    private static partial Regex WordPattern();
}
