using System.CommandLine;

namespace Backtest.Cli.Commands;

/// <summary>Options that several commands have.</summary>
internal static class CommonOptions
{
    public static Option<bool> Json() => new("--json") { Description = "Write JSON for other programs instead of text for people." };

    public static Option<string?> Storage() => new("--storage") { Description = "A storage connection string, or folder:{path}, instead of a folder of results." };

    public static Option<DirectoryInfo> Results() => new("--out")
    {
        Description = "Folder of models, metrics and forecasts.",
        DefaultValueFactory = _ => new DirectoryInfo("backtest-results"),
    };
}
