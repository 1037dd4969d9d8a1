namespace Backtest.Engineering;

/// <summary>The browser that tests of the web page run in: the machine's own Chromium, Chrome or Edge.</summary>
public static class Chromium
{
    private const string Variable = "BACKTEST_BROWSER";

    private static readonly string[] Places =
    [
        "/usr/bin/chromium",
        "/usr/bin/chromium-browser",
        "/usr/bin/google-chrome",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "Google", "Chrome", "Application", "chrome.exe"),
        Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.ProgramFilesX86), "Microsoft", "Edge", "Application", "msedge.exe"),
    ];

    /// <summary>What to do if there is none.</summary>
    public static string Advice =>
        $"No browser was found for the tests of the web page. Install Chromium or Chrome (on Debian as root: apt-get install "
            + $"chromium), or give its path in {Variable}.";

    /// <summary>Path of the browser; null if there is none.</summary>
    public static string? Find() =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path ? path : Array.Find(Places, File.Exists);

    /// <summary>
    /// Installs Chromium if there is no browser and Debian packages can be installed. Otherwise the tests report what is missing.
    /// </summary>
    public static async Task InstallAsync(CancellationToken cancellationToken)
    {
        if (Find() is not null)
        {
            return;
        }

        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess || !File.Exists("/usr/bin/apt-get"))
        {
            Console.WriteLine(Advice);
            return;
        }

        Console.WriteLine("Installing Chromium for the tests of the web page (apt-get install chromium)");
        await Tool.RunAsync("apt-get", ["update", "--quiet"], cancellationToken);
        var (code, output) = await Tool.RunAsync(
            "apt-get", ["install", "--yes", "--quiet", "--no-install-recommends", "chromium"], cancellationToken);
        if (code != 0)
        {
            Console.WriteLine($"It could not be installed:\n{Tool.Tail(output)}\n{Advice}");
        }
    }
}
