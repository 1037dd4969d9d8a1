using Backtest.Engineering;

namespace Backtest.EndToEnd.Tests.Code;

/// <summary>The files of source code in the repository.</summary>
internal static class SourceFiles
{
    /// <summary>Paths of the C# files below some folders, without build outputs.</summary>
    /// <param name="folders">Paths from the root of the repository.</param>
    public static List<string> In(params string[] folders) => [.. folders.SelectMany(folder => Below(folder, "*.cs"))];

    /// <summary>Paths of the web page's scripts, styles and HTML files, without build outputs and generated types.</summary>
    public static List<string> OfPage() =>
    [
        .. new[] { "*.ts", "*.tsx", "*.css", "*.html" }
            .SelectMany(pattern => Below("src/Backtest.Web", pattern))
            .Where(file => Path.GetFileName(file) != "contract.ts"),
    ];

    private static IEnumerable<string> Below(string folder, string pattern) =>
        Directory.EnumerateFiles(Repository.PathOf(folder), pattern, SearchOption.AllDirectories)
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or "dist" or "node_modules"));
}
