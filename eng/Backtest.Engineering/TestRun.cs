using System.Diagnostics;
using System.Globalization;
using System.Xml.Linq;

namespace Backtest.Engineering;

/// <summary>Runs all tests of the solution and counts them.</summary>
public static class TestRun
{
    /// <summary>The file with the table of the fault tests.</summary>
    public static string FaultTable => Repository.PathOf("TestResults", "faults.txt");

    // What test projects share has no tests.
    private const string Shared = "Backtest.Testing";

    // Tests that measure how soon something happens: nothing runs beside them.
    private static readonly string[] Measuring = ["Backtest.FaultTests", "Backtest.Browser.Tests"];

    // Tests that mostly wait, for other programs and for pauses: they run one after the other beside the tests that compute.
    private static readonly string[] Waiting = ["Backtest.EndToEnd.Tests", "Backtest.Functions.Tests", "Backtest.Cli.Tests"];

    /// <summary>Builds the solution and runs all tests.</summary>
    /// <param name="isBuilt">Whether the solution is built already.</param>
    /// <param name="cancellationToken">Stops the tests.</param>
    /// <returns>0 if tests ran and all passed, else 1. Each failed test is named with its message; the last line counts passed and failed
    /// tests.</returns>
    /// <exception cref="SetupException">The build fails.</exception>
    public static async Task<int> RunAsync(bool isBuilt, CancellationToken cancellationToken)
    {
        var results = Repository.PathOf("TestResults");
        if (Directory.Exists(results))
        {
            Directory.Delete(results, recursive: true);
        }

        Directory.CreateDirectory(results);
        var started = Stopwatch.GetTimestamp();
        if (!isBuilt)
        {
            Console.WriteLine($"Building {Repository.Solution}");
            string[] build = ["build", Repository.Solution, "--configuration", "Release", "--no-restore", "--verbosity", "quiet", "--nologo"];
            await Tool.RequireAsync("dotnet", build, cancellationToken);
        }

        var projects = Directory.EnumerateFiles(Repository.PathOf("tests"), "*.csproj", SearchOption.AllDirectories)
            .Select(path => Path.GetFileNameWithoutExtension(path)!)
            .Where(project => project != Shared)
            .Order(StringComparer.Ordinal)
            .ToList();
        var areComplete = await Task.WhenAll(
            RunAllAsync(projects.Except(Measuring).Except(Waiting), results, cancellationToken),
            RunAllAsync(projects.Intersect(Waiting), results, cancellationToken));
        var isComplete = await RunAllAsync(projects.Intersect(Measuring), results, cancellationToken) && areComplete.All(all => all);
        var (passed, failed, skipped) = (0, 0, 0);
        foreach (var file in Directory.EnumerateFiles(results, "*.trx"))
        {
            var report = XDocument.Load(file);
            var count = CountIn(report);
            (passed, failed, skipped) = (passed + count.Passed, failed + count.Failed, skipped + count.Skipped);
            ShowFailures(report);
        }

        // Runs tests that were skipped because the C++ library of the machine is too old for libtorch.
        var again = Path.Combine(results, "libtorch.trx");
        if (skipped > 0 && await NewerLibraries.TryRunAsync("Backtest.TorchSharp.Tests", again, cancellationToken))
        {
            var report = XDocument.Load(again);
            var count = CountIn(report);
            (passed, failed, skipped) = (passed + count.Passed, failed + count.Failed, skipped - count.Passed - count.Failed);
            ShowFailures(report);
        }

        if (File.Exists(FaultTable))
        {
            Console.WriteLine(File.ReadAllText(FaultTable));
        }

        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"Built and tested in {Stopwatch.GetElapsedTime(started).TotalSeconds:F0} s"));
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{passed} passed, {failed} failed{(skipped > 0 ? $", {skipped} skipped" : "")}"));
        return isComplete && failed == 0 && passed > 0 ? 0 : 1;
    }

    // Path of a test program without its extension.
    private static string ProgramOf(string project) =>
        Repository.PathOf("tests", project, "bin", "Release", $"net{Environment.Version.Major}.0", project);

    // Runs test programs one after the other, and tells whether all of them wrote their results.
    private static async Task<bool> RunAllAsync(IEnumerable<string> projects, string results, CancellationToken cancellationToken)
    {
        var isComplete = true;
        foreach (var project in projects)
        {
            var (started, report) = (Stopwatch.GetTimestamp(), Path.Combine(results, $"{project}.trx"));
            var (code, output) = await Tool.RunAsync("dotnet", [$"{ProgramOf(project)}.dll", "-trx", report], cancellationToken);
            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            if (!File.Exists(report))
            {
                isComplete = false;
                Console.WriteLine($"{project} did not complete, and ended with exit code {code}:\n{Tool.Tail(output)}");
                continue;
            }

            var (passed, failed, skipped) = CountIn(XDocument.Load(report));
            isComplete &= code == 0 || failed > 0;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{project}: {passed} passed, {failed} failed, {skipped} skipped in {seconds:F0} s"));
            if (code != 0)
            {
                Console.WriteLine(Tool.Tail(output));
            }
        }

        return isComplete;
    }

    private static (int Passed, int Failed, int Skipped) CountIn(XDocument report)
    {
        var counters = Elements(report, "Counters").First();
        int Count(string name) => int.Parse(counters.Attribute(name)!.Value, CultureInfo.InvariantCulture);
        return (
            Count("passed"), Count("failed") + Count("error") + Count("timeout") + Count("aborted"), Count("total") - Count("executed"));
    }

    private static void ShowFailures(XDocument report)
    {
        foreach (var result in Elements(report, "UnitTestResult").Where(result => result.Attribute("outcome")?.Value == "Failed"))
        {
            Console.WriteLine($"Failed: {result.Attribute("testName")?.Value}");
            foreach (var part in Elements(result, "ErrorInfo").Elements())
            {
                Console.WriteLine(part.Value);
            }
        }
    }

    // By local name: the namespace of the format adds nothing.
    private static IEnumerable<XElement> Elements(XContainer report, string name) =>
        report.Descendants().Where(element => element.Name.LocalName == name);
}
