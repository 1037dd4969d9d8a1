using System.Globalization;
using System.Reflection;
using Backtest.Engineering;
using Backtest.FaultTests.Harness;
using Backtest.Storage;
using Backtest.Testing;

namespace Backtest.FaultTests;

/// <summary><c>backtest run</c> into a file system that runs full.</summary>
public sealed class DiskFullTests(FaultTable table)
{
    private const int BlockBytes = 4096;

    private static readonly string Program = Host.Program(
        typeof(DiskFullTests).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_that_fills_the_disk_says_so_and_goes_on_where_there_is_room()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux()
            && await CanMountAsync(), "A file system of a given size needs Linux and user namespaces.");
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(Path.Combine(folder.Path, "demo.csv"), SmallRun.Csv(), Stop);
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "demo.grid.json"), SmallRun.Grid, Stop);
        var (code, output) = await Tool.RunAsync("dotnet", [Program, "run", "demo.csv", "--out", "undisturbed"], Stop, folder.Path);
        Assert.True(code == 0, output);
        var expected = await SmallRun.PrunedAsync(new FolderBlobStore(Path.Combine(folder.Path, "undisturbed")));
        var blocks = Directory.EnumerateFiles(Path.Combine(folder.Path, "undisturbed"), "*", SearchOption.AllDirectories)
            .Sum(file => (int)((new FileInfo(file).Length + BlockBytes - 1) / BlockBytes));

        var attempts = Effort.Of(2, 12);
        for (var k = 1; k <= attempts; k++)
        {
            var size = blocks * k / (attempts + 1) * BlockBytes;
            var results = $"results-{k}";
            var script = string.Create(
                CultureInfo.InvariantCulture,
                $"""
                mkdir full {results} && mount -t tmpfs -o size={size} tmpfs full || exit 90
                dotnet "$0" run demo.csv --out full
                echo "first exit code: $?"
                mount -o remount,size=64m full && dotnet "$0" run demo.csv --out full || exit 91
                cp -r full/. {results} && umount full && rmdir full
                """);
            (code, output) = await Tool.RunAsync(
                "unshare", ["--user", "--map-root-user", "--mount", "bash", "-c", script, Program], Stop, folder.Path);

            Assert.True(code == 0, output);
            Assert.Contains("The storage failed: No space left on device", output);
            Assert.Contains("first exit code: 3", output);
            var store = new FolderBlobStore(Path.Combine(folder.Path, results));
            Assert.Empty(await store.ListPartialAsync(Stop).ToListAsync(Stop));
            table.Add("disk full in the middle of backtest run", 1, Verdict.Of(expected, await SmallRun.PrunedAsync(store)));
        }
    }

    private static async Task<bool> CanMountAsync()
    {
        using var folder = new TemporaryFolder();
        try
        {
            return (await Tool.RunAsync(
                "unshare", ["--user", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "tmpfs", folder.Path], Stop)).ExitCode == 0;
        }
        catch (SetupException)
        {
            return false;
        }
    }
}
