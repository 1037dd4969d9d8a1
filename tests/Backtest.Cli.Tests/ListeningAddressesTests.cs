using Backtest.Cli.Hosting;
using Backtest.Core.Problems;
using Microsoft.Extensions.Configuration;

namespace Backtest.Cli.Tests;

public sealed class ListeningAddressesTests
{
    private static readonly IConfiguration Nothing = new ConfigurationBuilder().Build();

    [Theory]
    [InlineData("http://127.0.0.1:7071")]
    [InlineData("http://127.8.9.10:0")]
    [InlineData("http://localhost:7071")]
    [InlineData("http://LOCALHOST:7071")]
    [InlineData("http://[::1]:7071")]
    [InlineData("http://127.0.0.1:7071; http://[::1]:7072")]
    public void Loopback_needs_no_key(string urls) =>
        Assert.Equal(urls.Split(';').Length, ListeningAddresses.Read(urls, null, Nothing).Count);

    [Theory]
    [InlineData("http://0.0.0.0:7071")]
    [InlineData("http://[::]:7071")]
    [InlineData("http://*:7071")]
    [InlineData("http://+:7071")]
    [InlineData("http://0:7071")]
    [InlineData("http://192.0.2.1:7071")]
    [InlineData("http://127.0.0.1:7071;http://example.org:80")]
    [InlineData("http://127.0.0.1.example.org:80")]
    [InlineData("http://0.0.0.0:90@127.0.0.1:80")]
    [InlineData("http://127.0.0.1 :80")]
    public void What_others_can_reach_needs_a_key_however_it_is_written(string urls)
    {
        Assert.Equal("--urls", Problem(urls, null).Where);
        Assert.Equal("--urls", Problem(urls, "").Where);
        Assert.NotEmpty(ListeningAddresses.Read(urls, new string('k', 16), Nothing));
    }

    [Theory]
    [InlineData("")]
    [InlineData("http://127.0.0.1:7071;")]
    [InlineData("127.0.0.1:7071")]
    [InlineData("http://")]
    [InlineData("https://127.0.0.1:7071")]
    [InlineData("ftp://127.0.0.1:7071")]
    [InlineData("http://127.0.0.1:7071/backtest")]
    [InlineData("http://unix:/tmp/backtest.sock")]
    [InlineData("http://pipe:/backtest")]
    public void What_is_no_address_over_TCP_is_refused_with_a_key_too(string urls)
    {
        Assert.EndsWith("is not an address to listen on.", Problem(urls, null).What);
        Assert.EndsWith("is not an address to listen on.", Problem(urls, new string('k', 16)).What);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    public void A_short_key_is_refused_wherever_the_host_listens(int length)
    {
        Assert.Equal("--key", Problem("http://127.0.0.1:0", new string('k', length)).Where);
        Assert.Equal("--key", Problem("http://0.0.0.0:0", new string('k', length)).Where);
    }

    private static InputProblem Problem(string urls, string? key) =>
        Assert.Throws<InputException>(() => ListeningAddresses.Read(urls, key, Nothing)).Problem;
}
