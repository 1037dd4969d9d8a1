using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Backtest.Commands.Help;

/// <summary>The usual help, and below it the examples of the command.</summary>
/// <param name="usual">Writes the usual help.</param>
internal sealed class HelpWithExamples(HelpAction usual) : SynchronousCommandLineAction
{
    /// <summary>Other errors on the command line do not matter.</summary>
    public override bool ClearsParseErrors => true;

    /// <summary>Adds the examples of every command to the help.</summary>
    public static void AddTo(RootCommand root)
    {
        var help = root.Options.OfType<HelpOption>().Single();

        // These have the style of another system, and would appear in every completion.
        help.Aliases.Remove("/h");
        help.Aliases.Remove("/?");
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
    }

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var code = usual.Invoke(parseResult);
        if (parseResult.CommandResult.Command is ExampledCommand { Examples: { Count: > 0 } examples })
        {
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (var (commandLine, purpose) in examples)
            {
                output.WriteLine($"  # {purpose}");
                output.WriteLine($"  {commandLine}");
            }

            output.WriteLine();
        }

        return code;
    }
}
