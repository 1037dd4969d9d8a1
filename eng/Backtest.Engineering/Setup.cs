using System.Diagnostics;

namespace Backtest.Engineering;

/// <summary>Prepares a clone: the packages of npm and NuGet.</summary>
public static class Setup
{
    /// <summary>Does the whole set-up. Steps that are already done take little time.</summary>
    /// <param name="cancellationToken">Stops the set-up.</param>
    /// <param name="forTests">
    /// Whether tests will run. Those of the web page need a browser, and those of libtorch need newer libraries than Debian 12 has.
    /// </param>
    /// <exception cref="SetupException">Node.js is missing, or packages cannot be installed.</exception>
    public static async Task RunAsync(CancellationToken cancellationToken, bool forTests = false)
    {
        var started = Stopwatch.GetTimestamp();
        await Node.InstallAsync(cancellationToken);
        if (forTests)
        {
            await Chromium.InstallAsync(cancellationToken);
            await NewerLibraries.InstallAsync(cancellationToken);
        }

        await Tool.RequireAsync("dotnet", ["restore", Repository.Solution, "--verbosity", "quiet"], cancellationToken);
        Console.WriteLine(FormattableString.Invariant($"Set up in {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s"));
    }
}
