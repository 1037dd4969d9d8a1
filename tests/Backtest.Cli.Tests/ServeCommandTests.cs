using System.Net;
using System.Net.Sockets;
using Backtest.Engineering;

namespace Backtest.Cli.Tests;

public sealed class ServeCommandTests
{
    [Theory]
    [InlineData("http://0.0.0.0:7071")]
    [InlineData("http://127.0.0.1:7071;http://example.org:80")]
    public async Task Without_a_key_no_other_machine_is_let_in(string urls)
    {
        var (code, output) = await Cli.RunAsync(Path.GetTempPath(), "serve", "--urls", urls, "--storage", "folder:unused");

        Assert.Equal(2, code);
        Assert.Contains("Give a key", output);
    }

    [Theory]
    [InlineData("Backtest__MaxTrial", "5", "There is no setting Backtest__MaxTrial.", "Did you mean Backtest__MaxTrials?")]
    [InlineData("Backtest__MaxTrials", "ten", "Backtest__MaxTrials: 'ten' is not a whole number from 1 to 1000000.", "the default of 10000")]
    [InlineData("Backtest__OwnerSeconds", "0.1", "Backtest__OwnerSeconds: '0.1' is not a number from 0.2 to 3600.", "the default of 15")]
    [InlineData("Backtest__Durable__MaxRunHours", "1", "There is no setting Backtest__Durable__MaxRunHours.", "README.md lists")]
    public async Task A_setting_that_would_not_do_what_was_meant_keeps_the_host_from_starting(string name, string value, string problem, string right)
    {
        var (code, output) = await Tool.RunAsync(
            "dotnet",
            [Cli.Program, "serve", "--urls", "http://127.0.0.1:0", "--storage", "folder:unused"],
            TestContext.Current.CancellationToken,
            Path.GetTempPath(),
            environment: new Dictionary<string, string> { [name] = value });

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
        Assert.Contains($"Another program listens on {url}.", output);
    }
}
