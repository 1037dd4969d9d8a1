using System.CommandLine;
using System.CommandLine.Invocation;
using Backtest.Core.Planning.Catalogue;

namespace Backtest.Commands;

/// <summary><c>--schema</c>: writes the JSON Schema of a grid, whatever the other arguments.</summary>
internal static class SchemaOption
{
    public static Option<bool> Create() => new("--schema")
    {
        Description = "Write the JSON Schema of a grid for editors instead; needs no data.",
        Arity = ArgumentArity.Zero,
        Action = new Write(),
    };

    // Like --help, it needs no arguments.
    private sealed class Write : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            Console.Out.Write(GridSchema.Write());
            return ExitCode.Success;
        }
    }
}
