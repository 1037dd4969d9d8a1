using System.CommandLine;
using System.Diagnostics.CodeAnalysis;

namespace Backtest.Commands.Help;

/// <summary>A command whose help ends with examples.</summary>
/// <param name="name">Its name.</param>
/// <param name="description">What it does.</param>
/// <param name="examples">Command lines, each with its purpose.</param>
[SuppressMessage("Design", "CA1010:Generic interface should also be implemented", Justification = "The base class is like that.")]
public sealed class ExampledCommand(
    string name, string description, params (string CommandLine, string Purpose)[] examples) : Command(name, description)
{
    /// <summary>Command lines, each with its purpose.</summary>
    internal IReadOnlyList<(string CommandLine, string Purpose)> Examples => examples;
}
