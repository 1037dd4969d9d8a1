using Backtest.Engineering;

namespace Backtest.EndToEnd.Tests.Code;

/// <summary>The files of C# in the repository.</summary>
internal static class SourceFiles
{
    /// <summary>Paths of the files below some folders, without those that a build has made.</summary>
    /// <param name="folders">Paths from the root of the repository.</param>
    public static List<string> In(params string[] folders) =>
    [
        .. folders
            .SelectMany(folder => Directory.EnumerateFiles(Repository.PathOf(folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or "node_modules")),
    ];
}
