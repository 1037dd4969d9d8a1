using Backtest.Functions.Hosting;
using Backtest.Testing;

namespace Backtest.Functions.Tests;

public sealed class DurableOptionsTests
{
    [Fact]
    public Task The_document_describes_every_setting_with_its_default() =>
        DocumentedSettings.AssertDefaultsAsync<DurableOptions>("## The Functions app");
}
