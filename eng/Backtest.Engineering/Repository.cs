namespace Backtest.Engineering;

/// <summary>The clone that a script belongs to.</summary>
public static class Repository
{
    /// <summary>The solution in the top folder, which has every project.</summary>
    public const string Solution = "Backtest.sln";

    /// <summary>Full path of the top folder.</summary>
    public static string Root { get; } = Find();

    /// <summary>A path under the top folder.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    // A script knows the path of its file; a compiled program lies somewhere below the top.
    private static string Find()
    {
        var start = AppContext.GetData("EntryPointFileDirectoryPath") as string ?? AppContext.BaseDirectory;
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Solution)))
            {
                return folder.FullName;
            }
        }

        throw new SetupException("This script must lie in a clone of the repository.");
    }
}
