using Azure.Storage.Blobs;
using Backtest.Functions.Hosting;
using Backtest.Functions.Orchestration;
using Backtest.Runs;
using Backtest.Storage;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Backtest.Functions.Uploads;

/// <summary>
/// Starts runs for series and grids that clients write into the container of uploads. The setting
/// <c>AzureWebJobs.{function}.Disabled</c> disables one of the two triggers: Flex Consumption scales to zero with Event Grid, and
/// emulators, which have no Event Grid, need polling.
/// </summary>
/// <param name="intake">Plans an upload and starts its runs.</param>
/// <param name="options">Settings of orchestrations.</param>
public sealed class UploadTriggers(UploadIntake intake, DurableOptions options)
{
    private const string Path = BlobLayout.Uploads + "{file}";

    /// <summary>Event Grid reports a written blob.</summary>
    [Function("SeriesUploaded")]
    public Task UploadedAsync(
        [BlobTrigger(Path, Source = BlobTriggerSource.EventGrid)] BlobClient blob,
        string file,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) =>
        StartAsync(file, client, cancellationToken);

    /// <summary>Polling found a new or changed blob.</summary>
    [Function("SeriesPolled")]
    public Task PolledAsync(
        [BlobTrigger(Path)] BlobClient blob, string file, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        StartAsync(file, client, cancellationToken);

    private async Task StartAsync(string file, DurableTaskClient client, CancellationToken cancellationToken)
    {
        var path = BlobLayout.Uploads + file;
        if ((BlobLayout.SeriesNameOf(path) ?? BlobLayout.GridNameOf(path)) is { } upload)
        {
            await intake.StartAsync(upload, new DurableRunHost(client, options), cancellationToken).ConfigureAwait(false);
        }
    }
}
