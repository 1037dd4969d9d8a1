using System.Text.Json;
using Backtest.Engineering;

namespace Backtest.Cli.Tests;

/// <summary>The image of <c>dotnet publish -t:PublishContainer</c>, as far as the project says; its base image is not at hand.</summary>
public sealed class ContainerTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_image_serves_as_a_user_that_is_not_root()
    {
        var (code, output) = await Tool.RunAsync(
            "dotnet",
            [
                "msbuild",
                Repository.PathOf("src", "Backtest.Cli", "Backtest.Cli.csproj"),
                "-getProperty:ContainerUser,ContainerBaseImage,ContainerImageTag,Version",
                "-getItem:ContainerPort,ContainerDefaultArgs,ContainerEnvironmentVariable",
            ],
            Stop);
        Assert.True(code == 0, output);
        var image = JsonDocument.Parse(output).RootElement;

        Assert.True(int.Parse(Property("ContainerUser")) > 0);
        Assert.EndsWith($"/aspnet:{Environment.Version.Major}.0", Property("ContainerBaseImage"));
        Assert.Equal(Property("Version"), Property("ContainerImageTag"));
        var port = Assert.Single(Items("ContainerPort"));
        Assert.Equal(["serve", "--urls", $"http://0.0.0.0:{port}"], Items("ContainerDefaultArgs"));
        Assert.Equal(["AzureWebJobsStorage"], Items("ContainerEnvironmentVariable"));

        string Property(string name) => image.GetProperty("Properties").GetProperty(name).GetString()!;
        IEnumerable<string?> Items(string name) =>
            image.GetProperty("Items").GetProperty(name).EnumerateArray().Select(item => item.GetProperty("Identity").GetString());
    }
}
