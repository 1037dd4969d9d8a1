using Azure.Storage.Blobs;
using Backtest.Functions.Hosting;
using Backtest.Functions.Orchestration;
using Backtest.Runs;
using Backtest.Storage;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Backtest.Functions.Uploads;

/// <summary>
/// Starts runs for series and grids that any client wrote into the container of uploads. One of the two triggers is
/// switched off by a setting, <c>AzureWebJobs.{function}.Disabled</c>: Event Grid is what scales to zero on Flex Consumption;
/// an emulator has none, so there the container is polled.
/// </summary>
/// <param name="intake">Plans an upload and starts its runs.</param>
/// <param name="options">The knobs of orchestrations.</param>
public sealed class UploadTriggers(UploadIntake intake, DurableOptions options)
{
    private const string Path = BlobLayout.Uploads + "{file}";

    /// <summary>An event of Event Grid says that a blob was written.</summary>
    [Function("SeriesUploaded")]
    public Task UploadedAsync(
        [BlobTrigger(Path, Source = BlobTriggerSource.EventGrid)] BlobClient blob,
        string file,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) =>
        StartAsync(file, client, cancellationToken);

    /// <summary>A look into the container found a blob that is new or has changed.</summary>
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
