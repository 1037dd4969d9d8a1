using System.Net;
using System.Net.Sockets;
using Backtest.Engineering;

namespace Backtest.Cli.Tests;

public sealed class ServeCommandTests
{
    [Fact]
    public async Task Without_a_key_no_other_machine_is_let_in()
    {
        var (code, output) = await Cli.RunAsync(Path.GetTempPath(), "serve", "--urls", "http://0.0.0.0:7071", "--storage", "folder:unused");

        Assert.Equal(2, code);
        Assert.Contains("Give a key", output);
    }

    [Theory]
    [InlineData("Kestrel__Endpoints__Public__Url")]
    [InlineData("KESTREL__ENDPOINTS__PUBLIC__URL")]
    [InlineData("ASPNETCORE_Kestrel__Endpoints__Public__Url")]
    public async Task Addresses_in_the_configuration_of_the_server_are_refused(string setting)
    {
        var (code, output) = await ServeAsync(new Dictionary<string, string> { [setting] = "http://0.0.0.0:0" });

        Assert.Equal(2, code);
        Assert.Contains("Remove it, and give the addresses with --urls.", output);
        Assert.DoesNotContain("Now listening", output);
    }

    [Fact]
    public async Task Addresses_in_a_file_of_settings_are_refused()
    {
        var folder = Directory.CreateTempSubdirectory("backtest-test-").FullName;
        await File.WriteAllTextAsync(
            Path.Combine(folder, "appsettings.json"),
            """{ "Kestrel": { "Endpoints": { "Public": { "Url": "http://0.0.0.0:0" } } } }""",
            TestContext.Current.CancellationToken);

        var (code, output) = await Cli.RunAsync(folder, "serve", "--urls", "http://127.0.0.1:0", "--storage", "folder:unused");

        Assert.Equal(2, code);
        Assert.Contains("Kestrel__Endpoints__Public: The host does not accept addresses", output);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Other_ways_to_name_addresses_open_none()
    {
        var stop = TestContext.Current.CancellationToken;
        var folder = Directory.CreateTempSubdirectory("backtest-test-").FullName;

        // Each port is taken by a socket that does not listen, so that nothing else of the machine answers there.
        string[] names = ["ASPNETCORE_URLS", "DOTNET_URLS", "URLS", "ASPNETCORE_HTTP_PORTS", "HTTP_PORTS"];
        var sockets = Array.ConvertAll(names, _ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        Array.ForEach(sockets, socket => socket.Bind(new IPEndPoint(IPAddress.Loopback, 0)));
        var ports = names.Zip(sockets).ToDictionary(pair => pair.First, pair => ((IPEndPoint)pair.Second.LocalEndPoint!).Port);
        var host = await Host.StartAsync(
            Cli.Program,
            $"folder:{folder}",
            0,
            show: false,
            stop,
            ports.ToDictionary(port => port.Key, port => port.Key.EndsWith("URLS", StringComparison.Ordinal)
                ? $"http://0.0.0.0:{port.Value}"
                : $"{port.Value}"));
        try
        {
            foreach (var (name, port) in ports)
            {
                using var client = new TcpClient();
                var refused = await Assert.ThrowsAsync<SocketException>(() => client.ConnectAsync(IPAddress.Loopback, port, stop).AsTask());
                Assert.True(refused.SocketErrorCode == SocketError.ConnectionRefused, name);
            }
        }
        finally
        {
            host.Kill();
            await host.WaitAsync(stop);
            Array.ForEach(sockets, socket => socket.Dispose());
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_short_key_is_refused()
    {
        var (code, output) = await ServeAsync(new Dictionary<string, string> { ["BACKTEST_KEY"] = "fifteen letters" });

        Assert.Equal(2, code);
        Assert.Contains("--key: The key has 15 characters.", output);
        Assert.Contains("Give a key of at least 16 characters", output);
    }

    [Theory]
    [InlineData("Backtest__MaxTrial", "5", "There is no setting Backtest__MaxTrial.", "Did you mean Backtest__MaxTrials?")]
    [InlineData(
        "Backtest__MaxTrials", "ten", "Backtest__MaxTrials: 'ten' is not a whole number from 1 to 1000000.", "the default of 10000")]
    [InlineData("Backtest__OwnerSeconds", "0.1", "Backtest__OwnerSeconds: '0.1' is not a number from 0.2 to 3600.", "the default of 15")]
    [InlineData("Backtest__Durable__MaxRunHours", "1", "There is no setting Backtest__Durable__MaxRunHours.", "docs/settings.md lists")]
    public async Task A_setting_that_would_not_do_what_was_meant_keeps_the_host_from_starting(
        string name, string value, string problem, string right)
    {
        var (code, output) = await ServeAsync(new Dictionary<string, string> { [name] = value });

        Assert.Equal(2, code);
        Assert.Contains(problem, output);
        Assert.Contains(right, output);
        Assert.DoesNotContain("   at ", output);
        Assert.DoesNotContain("Exception", output);
    }

    [Fact]
    public async Task An_address_that_is_taken_is_named()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var url = $"http://{other.LocalEndpoint}";

        var (code, output) = await Cli.RunAsync(Path.GetTempPath(), "serve", "--urls", url, "--storage", "folder:unused");

        Assert.Equal(2, code);
        Assert.Contains($"Another program already listens on {url}.", output);
    }

    [Fact]
    public async Task An_address_of_another_machine_is_named()
    {
        // An address of a network for documentation (RFC 5737).
        var (code, output) = await Cli.RunAsync(
            Path.GetTempPath(), "serve", "--urls", "http://192.0.2.1:0", "--key", "0123456789abcdef", "--storage", "folder:unused");

        Assert.Equal(2, code);
        Assert.Contains("The host cannot listen on http://192.0.2.1:0.", output);
    }

    private static Task<(int ExitCode, string Output)> ServeAsync(Dictionary<string, string> environment) =>
        Cli.RunAsync(Path.GetTempPath(), environment, "serve", "--urls", "http://127.0.0.1:0", "--storage", "folder:unused");
}
