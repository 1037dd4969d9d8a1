using Backtest.Engineering;
using Backtest.Functions.Hosting;

namespace Backtest.Functions.Tests;

public sealed class DurableOptionsTests
{
    [Fact]
    public async Task The_document_describes_every_setting()
    {
        var settings = await File.ReadAllTextAsync(Repository.PathOf("docs", "settings.md"), TestContext.Current.CancellationToken);

        Assert.All(
            typeof(DurableOptions).GetProperties().Where(property => property.CanWrite),
            property => Assert.Contains($"| `{property.Name}`", settings));
    }
}
