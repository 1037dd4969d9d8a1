using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Backtest.Engineering;

/// <summary>Prepares a clone: packages of npm and NuGet, and where the NuGet sources lack some, the local feed.</summary>
public static partial class Setup
{
    /// <summary>Every project, for sources that have every package.</summary>
    public const string WholeSolution = "Backtest.sln";

    /// <summary>The projects whose packages a partial registry and the local feed have together.</summary>
    public const string LocalSolution = "Backtest.Local.slnf";

    /// <summary>The solution that can be restored here, once <see cref="RunAsync"/> is done.</summary>
    public static string Solution => LocalFeed.Exists ? LocalSolution : WholeSolution;

    /// <summary>Does all set-up; what is done already costs little.</summary>
    /// <param name="cancellationToken">Stops the set-up.</param>
    /// <param name="withBrowser">Whether the tests of the web page will run, which need a browser.</param>
    public static async Task RunAsync(CancellationToken cancellationToken, bool withBrowser = false)
    {
        var started = Stopwatch.GetTimestamp();
        await Node.InstallAsync(cancellationToken);
        if (withBrowser)
        {
            await Chromium.InstallAsync(cancellationToken);
        }

        LocalFeed.RemoveIfOutdated();
        var (code, output) = await RestoreAsync(Solution, cancellationToken);
        if (code != 0 && !LocalFeed.Exists && IsPackageMissing(output))
        {
            Console.WriteLine("The NuGet sources lack " + string.Join(", ", MissingPackages(output)) + "; filling .feed with what can be had another way");
            await LocalFeed.FillAsync(cancellationToken);
            (code, output) = await RestoreAsync(Solution, cancellationToken);
        }

        if (code != 0)
        {
            throw new SetupException($"The packages of {Solution} cannot be restored:\n{Tool.Tail(output)}");
        }

        Console.WriteLine(FormattableString.Invariant($"Set up for {Solution} in {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s"));
    }

    private static Task<(int ExitCode, string Output)> RestoreAsync(string solution, CancellationToken cancellationToken) =>
        Tool.RunAsync("dotnet", ["restore", solution, "--verbosity", "quiet"], cancellationToken);

    // NU1101: no such package; NU1102, NU1103: no such version; NU1603: another version instead.
    private static bool IsPackageMissing(string output) => MissingPackagePattern().IsMatch(output);

    private static IEnumerable<string> MissingPackages(string output) =>
        MissingPackagePattern().Matches(output).Select(match => match.Groups["package"].Value).Distinct().Order(StringComparer.Ordinal);

    [GeneratedRegex(@"NU1(?:101|102|103): Unable to find (?:a stable )?package (?<package>[\w.-]+\w)|NU1603: .*? depends on (?<package>[\w.-]+\w)")]
    private static partial Regex MissingPackagePattern();
}
