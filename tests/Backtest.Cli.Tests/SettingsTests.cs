using Backtest.Commands;
using Backtest.Engineering;
using Backtest.Testing;

namespace Backtest.Cli.Tests;

/// <summary>Commands that work without a host read the environment's settings like a host.</summary>
public sealed class SettingsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("backtest-cli-").FullName;

    public SettingsTests() => File.WriteAllText(
        Path.Combine(_folder, "sales.csv"), "sales\n" + string.Concat(Enumerable.Range(1, 40).Select(t => $"{100 + (t * 7 % 13)}\n")));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("run", "sales.csv")]
    [InlineData("inspect", "sales.csv")]
    [InlineData("grid", "sales.csv")]
    [InlineData("forecast", "model.json", "sales.csv")]
    public async Task A_limit_holds_for_every_command_that_reads_a_file(params string[] arguments)
    {
        var (code, output) = await RunAsync("Backtest__MaxRows", "20", arguments);

        Assert.Equal(2, code);
        Assert.Contains("20", output);
        Assert.Contains("rows", output);
        Assert.Equal(["sales.csv"], Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("run", "sales.csv")]
    [InlineData("inspect", "sales.csv")]
    [InlineData("repair", "--storage", "folder:unused")]
    public async Task A_setting_that_nobody_knows_is_refused(params string[] arguments)
    {
        var (code, output) = await RunAsync("Backtest__MaxRow", "20", arguments);

        Assert.Equal(2, code);
        Assert.Contains("There is no setting Backtest__MaxRow.", output);
        Assert.Contains("Did you mean Backtest__MaxRows?", output);
    }

    [Fact]
    public async Task The_document_describes_the_settings_of_serve_alone()
    {
        var settings = await File.ReadAllTextAsync(Repository.PathOf("docs", "settings.md"), TestContext.Current.CancellationToken);

        Assert.Contains($"`Backtest__{ServeOptions.Name}__{{name}}`", settings);
        await DocumentedSettings.AssertDefaultsAsync<ServeOptions>("## backtest serve");
    }

    private Task<(int ExitCode, string Output)> RunAsync(string setting, string value, string[] arguments) =>
        Cli.RunAsync(_folder, new Dictionary<string, string> { [setting] = value }, arguments);
}
