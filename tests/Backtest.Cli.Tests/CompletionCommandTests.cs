using Backtest.Engineering;

namespace Backtest.Cli.Tests;

/// <summary>The scripts in the shells that they are for, where the machine has these.</summary>
public sealed class CompletionCommandTests : IDisposable
{
    // Scripts that print a shell's completions without a terminal: bash and fish have their own means, and for zsh a stand-in receives
    // the candidates.
    private static readonly Dictionary<string, string> Questions = new()
    {
        ["bash"] = """
            source <(backtest completion bash)
            COMP_LINE=$1; COMP_POINT=${#1}; read -ra COMP_WORDS <<< "$1"; [[ $1 == *' ' ]] && COMP_WORDS+=('')
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _backtest; printf '%s\n' "${COMPREPLY[@]}"
            """,
        ["zsh"] = """
            compdef() { }; compadd() { print -l -- "${(@P)2}" }; _files() { }
            source <(backtest completion zsh)
            BUFFER=$1; CURSOR=${#1}; words=("${(@z)1}"); PREFIX=${1##* }; _backtest
            """,
        ["fish"] = "backtest completion fish | source; complete --do-complete $argv[1] | string replace --regex '\\t.*' ''; true",
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("backtest-test-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public async Task A_shell_completes_commands_options_and_values(string shell)
    {
        Assert.SkipUnless(await Tool.IsThereAsync(shell, Stop), $"This machine has no {shell}.");
        var program = Path.Combine(_folder, "backtest");
        await File.WriteAllTextAsync(program, $"#!/bin/sh\nexec dotnet '{Cli.Program}' \"$@\"\n", Stop);
        await Tool.RequireAsync("chmod", ["+x", program], Stop);

        Assert.Equal(["run"], await CompleteAsync(shell, "backtest ru"));
        Assert.Equal(["--horizon"], await CompleteAsync(shell, "backtest run sales.csv --ho"));
        Assert.Equal(["bash", "fish", "powershell", "zsh"], await CompleteAsync(shell, "backtest completion "));
        Assert.Contains("prune", await CompleteAsync(shell, "backtest "));
        Assert.DoesNotContain("run", await CompleteAsync(shell, "backtest run "));
    }

    [Fact]
    public async Task Every_command_has_help_with_examples()
    {
        var help = (await Cli.RunAsync(_folder, "--help")).Output;
        foreach (var command in (string[])["run", "forecast", "grid", "inspect", "models", "prune", "repair", "serve", "completion"])
        {
            Assert.Contains($"  {command} ", help);
            var (code, output) = await Cli.RunAsync(_folder, command, "--help");
            Assert.Equal(0, code);
            Assert.Contains("Examples:", output);
            Assert.Contains($"backtest {command}", output[output.IndexOf("Examples:", StringComparison.Ordinal)..]);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<List<string>> CompleteAsync(string shell, string line)
    {
        var script = Path.Combine(_folder, "question");
        await File.WriteAllTextAsync(script, Questions[shell], Stop);
        var (code, output) = await Tool.RunAsync("sh", ["-c", "PATH=\"$PWD:$PATH\" \"$0\" question \"$1\"", shell, line], Stop, _folder);
        Assert.True(code == 0, output);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];
    }
}
