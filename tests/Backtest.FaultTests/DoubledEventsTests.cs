using Backtest.FaultTests.Harness;
using Backtest.Storage;
using Backtest.Testing;

namespace Backtest.FaultTests;

/// <summary>The event of one upload arrives several times at once, at several hosts.</summary>
public sealed class DoubledEventsTests(FaultTable table)
{
    private const int Events = 4;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_upload_that_is_announced_several_times_is_one_run(bool isPanel)
    {
        var csv = isPanel ? SmallRun.PanelCsv() : SmallRun.Csv();
        using var undisturbed = new TemporaryFolder();
        var expected = await SmallRun.UndisturbedAsync(new FolderBlobStore(undisturbed.Path), csv);
        for (var k = 0; k < Effort.Of(3, 100); k++)
        {
            using var folder = new TemporaryFolder();
            var store = new FolderBlobStore(folder.Path);
            await SmallRun.UploadAsync(store, csv);

            await Task.WhenAll(Enumerable.Range(0, Events).Select(_ => Task.Run(() => SmallRun.RunAsync(store))));

            table.Add(
                $"event of an upload{(isPanel ? " of a panel" : "")} {Events} times at once",
                Events - 1,
                Verdict.Of(expected, await SmallRun.PrunedAsync(store)));
        }
    }
}
