using System.CommandLine;

namespace Backtest.Cli.Help;

/// <summary>A command whose help ends with examples.</summary>
/// <param name="name">Its name.</param>
/// <param name="description">What it does.</param>
/// <param name="examples">Command lines, each with its purpose.</param>
internal sealed class ExampledCommand(
    string name, string description, params (string CommandLine, string Purpose)[] examples) : Command(name, description)
{
    /// <summary>Command lines, each with its purpose.</summary>
    public IReadOnlyList<(string CommandLine, string Purpose)> Examples => examples;
}
