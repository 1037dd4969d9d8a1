namespace Backtest.Engineering;

/// <summary>Node.js and the packages of package.json.</summary>
public static class Node
{
    private static readonly string[] Npm = OperatingSystem.IsWindows() ? ["cmd", "/c", "npm"] : ["npm"];

    /// <summary>Installs the packages that package-lock.json names, unless that was done since it last changed.</summary>
    /// <exception cref="SetupException">Node.js is missing or too old, or npm failed.</exception>
    public static async Task InstallAsync(CancellationToken cancellationToken)
    {
        var (code, version) = await TryAsync("node", ["--version"], cancellationToken);
        if (code != 0 || !Version.TryParse(version.Trim().TrimStart('v'), out var found) || found < new Version(20, 19))
        {
            throw new SetupException(
                "Node.js 20.19 or later is needed for the web page and the storage emulator. Install it "
                    + "from https://nodejs.org and run this again.");
        }

        var stamp = new FileInfo(Repository.PathOf("node_modules", ".package-lock.json"));
        if (!stamp.Exists || stamp.LastWriteTimeUtc < File.GetLastWriteTimeUtc(Repository.PathOf("package-lock.json")))
        {
            Console.WriteLine("Installing the packages of the web page and the storage emulator (npm ci)");
            await Tool.RequireAsync(Npm[0], [.. Npm[1..], "ci", "--no-audit", "--no-fund"], cancellationToken);
        }
    }

    private static async Task<(int ExitCode, string Output)> TryAsync(string file, string[] arguments, CancellationToken cancellationToken)
    {
        try
        {
            return await Tool.RunAsync(file, arguments, cancellationToken);
        }
        catch (SetupException)
        {
            return (1, "");
        }
    }
}
