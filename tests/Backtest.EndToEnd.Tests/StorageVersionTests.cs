using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs;
using Backtest.Engineering;
using Backtest.Storage;
using Backtest.Testing;

namespace Backtest.EndToEnd.Tests;

/// <summary>Emulators older than the client that uses them.</summary>
public sealed class StorageVersionTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("serve", "--urls", "http://127.0.0.1:0")]
    [InlineData("prune")]
    [InlineData("repair")]
    public async Task A_command_says_what_to_start_instead_of_an_emulator_that_checks_versions(params string[] command)
    {
        var emulator = await Emulator.StartAsync(null, 0, Stop, anyVersion: false);
        try
        {
            var (code, output) = await Tool.RunAsync(
                "dotnet", [Platform.Program, .. command, "--storage", emulator.ConnectionString], Stop, Path.GetTempPath());

            // The terminal may break lines anywhere.
            Assert.Contains(
                new StorageVersionException(new IOException()).Message,
                string.Join(' ', output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
            Assert.Contains("--skipApiVersionCheck", output);
            Assert.DoesNotContain("   at ", output);
            Assert.DoesNotContain("Now listening", output);
            Assert.Equal(3, code);
        }
        finally
        {
            emulator.Stop();
        }
    }

    // The script itself would use the ports and the folder of a developer's running emulator.
    [Fact]
    public async Task The_switches_of_npm_run_azurite_let_the_hosts_in()
    {
        var package = JsonNode.Parse(await File.ReadAllTextAsync(Repository.PathOf("package.json"), Stop))!;
        var script = ((string)package["scripts"]!["azurite"]!).Split(' ');
        Assert.Equal("azurite", script[0]);
        var folder = Directory.CreateTempSubdirectory("backtest-test-").FullName;
        var ports = new[] { "--blobPort", "--queuePort", "--tablePort" }.ToDictionary(option => option, _ => Ports.Free());
        var log = new StringBuilder();
        var emulator = Tool.StartBeside(
            "node",
            [
                Repository.PathOf("node_modules", "azurite", "dist", "src", "azurite.js"),
                .. script[1..],
                .. ports.SelectMany(port => new[] { port.Key, port.Value.ToString(CultureInfo.InvariantCulture) }),
            ],
            log,
            folder: folder);
        try
        {
            while (!emulator.HasExited && !await Ports.AnswersAsync(ports["--blobPort"], Stop))
            {
                await Task.Delay(100, Stop);
            }

            Assert.False(emulator.HasExited, log.ToString());
            var account = new BlobServiceClient(Emulator.ConnectionStringAt(ports["--blobPort"]));
            Assert.Null(await new AzureBlobStore(account).FindAsync("series/none.csv", Stop));
            Assert.Equal([".azurite"], Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName));
        }
        finally
        {
            Tool.Kill(emulator);
            Directory.Delete(folder, recursive: true);
        }
    }
}
