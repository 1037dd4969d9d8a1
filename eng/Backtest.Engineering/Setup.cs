using System.Diagnostics;

namespace Backtest.Engineering;

/// <summary>Prepares a clone: the packages of npm and NuGet.</summary>
public static class Setup
{
    /// <summary>Does all set-up. What is done already costs little.</summary>
    /// <param name="cancellationToken">Stops the set-up.</param>
    /// <param name="withBrowser">Whether the tests of the web page will run, which need a browser.</param>
    /// <exception cref="SetupException">Node.js is missing, or packages cannot be installed.</exception>
    public static async Task RunAsync(CancellationToken cancellationToken, bool withBrowser = false)
    {
        var started = Stopwatch.GetTimestamp();
        await Node.InstallAsync(cancellationToken);
        if (withBrowser)
        {
            await Chromium.InstallAsync(cancellationToken);
        }

        await Tool.RequireAsync("dotnet", ["restore", Repository.Solution, "--verbosity", "quiet"], cancellationToken);
        Console.WriteLine(FormattableString.Invariant($"Set up in {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s"));
    }
}
