using System.CommandLine;

namespace Backtest.Cli.Help;

/// <summary>A command whose help ends with examples.</summary>
/// <param name="name">The word that calls it.</param>
/// <param name="description">What it does.</param>
/// <param name="examples">Command lines, each with what it is for.</param>
internal sealed class ExampledCommand(
    string name, string description, params (string CommandLine, string Purpose)[] examples) : Command(name, description)
{
    /// <summary>Command lines, each with what it is for.</summary>
    public IReadOnlyList<(string CommandLine, string Purpose)> Examples => examples;
}
