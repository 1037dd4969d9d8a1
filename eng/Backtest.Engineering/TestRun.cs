using System.Diagnostics;
using System.Globalization;
using System.Xml.Linq;

namespace Backtest.Engineering;

/// <summary>Runs all tests of the solution and counts them.</summary>
public static class TestRun
{
    /// <summary>The file with the table of the fault tests.</summary>
    public static string FaultTable => Repository.PathOf("TestResults", "faults.txt");

    /// <summary>Runs the tests.</summary>
    /// <param name="cancellationToken">Stops the tests.</param>
    /// <returns>0 if tests ran and all passed, else 1. Each failed test is named with its message; the last line counts passed and failed
    /// tests.</returns>
    public static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var results = Repository.PathOf("TestResults");
        if (Directory.Exists(results))
        {
            Directory.Delete(results, recursive: true);
        }

        Directory.CreateDirectory(results);
        var started = Stopwatch.GetTimestamp();
        var (code, _) = await Tool.RunAsync(
            "dotnet",
            [
                "test",
                Repository.Solution,
                "--configuration",
                "Release",
                "--no-restore",
                "--logger",
                "trx",
                "--results-directory",
                results,
                "--verbosity",
                "quiet",
                "--nologo"],
            cancellationToken,
            show: true);
        var (passed, failed, skipped) = (0, 0, 0);
        foreach (var file in Directory.Exists(results) ? Directory.EnumerateFiles(results, "*.trx") : [])
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

        if (code != 0 && failed == 0)
        {
            Console.WriteLine("The tests did not complete, although none failed. See the error above.");
        }

        if (File.Exists(FaultTable))
        {
            Console.WriteLine(File.ReadAllText(FaultTable));
        }

        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"Built and tested in {Stopwatch.GetElapsedTime(started).TotalSeconds:F0} s"));
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{passed} passed, {failed} failed{(skipped > 0 ? $", {skipped} skipped" : "")}"));
        return code == 0 && failed == 0 && passed > 0 ? 0 : 1;
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
