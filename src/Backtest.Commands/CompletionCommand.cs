using System.CommandLine;
using Backtest.Commands.Help;

namespace Backtest.Commands;

/// <summary><c>backtest completion bash</c>: the script with which a shell completes command lines of backtest.</summary>
internal static class CompletionCommand
{
    public static Command Create()
    {
        var shell = new Argument<string>("shell") { Description = "The shell." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish", "powershell");
        var command = new ExampledCommand(
            "completion",
            "Write a script that lets a shell complete command lines of backtest.",
            ("source <(backtest completion bash)", "in this shell; in ~/.bashrc, in every one"),
            ("source <(backtest completion zsh)", "likewise, in ~/.zshrc"),
            ("backtest completion fish | source", "likewise, in config.fish"),
            ("backtest completion powershell | Out-String | Invoke-Expression", "likewise, in $PROFILE"))
        {
            shell,
        };
        command.SetAction((parsed, cancellationToken) =>
            WriteAsync(parsed.GetRequiredValue(shell), parsed.InvocationConfiguration.Output, cancellationToken));
        return command;
    }

    private static async Task<int> WriteAsync(string shell, TextWriter output, CancellationToken cancellationToken)
    {
        var extension = shell == "powershell" ? "ps1" : shell;
        using var script =
            new StreamReader(typeof(CompletionCommand).Assembly.GetManifestResourceStream($"completion/backtest.{extension}")!);
        await output.WriteAsync((await script.ReadToEndAsync(cancellationToken)).AsMemory(), cancellationToken);
        return ExitCode.Success;
    }
}
