using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Backtest.Cli.Help;

/// <summary>The usual help, and below it the examples of the command.</summary>
/// <param name="usual">Writes the usual help.</param>
internal sealed class HelpWithExamples(HelpAction usual) : SynchronousCommandLineAction
{
    /// <summary>What is wrong elsewhere on the command line does not matter.</summary>
    public override bool ClearsParseErrors => true;

    /// <summary>Adds the examples of every command to the help.</summary>
    public static void AddTo(RootCommand root)
    {
        var help = root.Options.OfType<HelpOption>().Single();

        // Of another system's style, and offered wherever a word is completed.
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
