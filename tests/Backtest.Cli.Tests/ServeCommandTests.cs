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
}
