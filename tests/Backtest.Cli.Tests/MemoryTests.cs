using System.Diagnostics;
using System.Globalization;

namespace Backtest.Cli.Tests;

/// <summary>The most memory that a process takes for a run, as Linux counts it.</summary>
public sealed class MemoryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("backtest-test-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(100_000, 400)]
    [InlineData(10_000, 150)]
    public async Task An_LSTM_with_a_look_back_of_120_stays_within_its_memory(int points, int megabytes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The peak is read from /proc.");
        var rows = Enumerable.Range(0, points)
            .Select(t => (100 + (10 * Math.Sin(t / 7.0)) + (t % 13)).ToString(CultureInfo.InvariantCulture));
        await File.WriteAllLinesAsync(Path.Combine(_folder, "long.csv"), rows, Stop);
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "grid.json"),
            """{ "horizon": 24, "windows": 1, "lstm": { "lookBack": 120, "units": 8, "epochs": 1 } }""",
            Stop);

        var (exitCode, peak) = await RunAsync("run", "long.csv", "--grid", "grid.json");

        Assert.Equal(0, exitCode);
        Assert.InRange(peak, 1, megabytes);
    }

    [Theory]
    [InlineData("y", "")]
    [InlineData("date,value", "yyyy-MM-dd HH:mm,")]
    public async Task Two_million_rows_are_inspected_within_500_MB(string header, string time)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The peak is read from /proc.");
        var start = new DateTime(1990, 1, 1);
        var rows = Enumerable.Range(0, 2_000_000).Select(t =>
            (time.Length > 0 ? start.AddMinutes(t).ToString(time, CultureInfo.InvariantCulture) : "")
                + (t * 7919 % 10_007).ToString(CultureInfo.InvariantCulture));
        await File.WriteAllLinesAsync(Path.Combine(_folder, "rows.csv"), rows.Prepend(header), Stop);

        var (exitCode, peak) = await RunAsync("inspect", "rows.csv", "--json");

        Assert.Equal(0, exitCode);
        Assert.InRange(peak, 1, 500);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // The kernel keeps the peak of a process while it lives, so it is read again and again until the end.
    private async Task<(int ExitCode, double PeakMegabytes)> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Cli.Program, .. arguments])
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync(Stop);
        var peak = 0.0;
        while (!process.HasExited)
        {
            foreach (var line in await ReadStatusAsync(process.Id))
            {
                if (line.StartsWith("VmHWM:", StringComparison.Ordinal))
                {
                    peak = double.Parse(line.AsSpan(6, line.Length - 8), CultureInfo.InvariantCulture) / 1024;
                }
            }

            await Task.Delay(20, Stop);
        }

        await output;
        return (process.ExitCode, peak);
    }

    private static async Task<string[]> ReadStatusAsync(int process)
    {
        try
        {
            return await File.ReadAllLinesAsync($"/proc/{process}/status", Stop);
        }
        catch (IOException)
        {
            return [];
        }
    }
}
