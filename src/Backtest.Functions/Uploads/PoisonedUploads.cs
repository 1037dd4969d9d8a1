using System.Text.Json;
using Backtest.Core.Problems;
using Backtest.Runs;
using Backtest.Storage;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Backtest.Functions.Uploads;

/// <summary>Turns an upload that its trigger abandoned into a refused run, so that the status of the series shows it.</summary>
/// <param name="planning">The planning step.</param>
/// <param name="logger">Log of the uploads.</param>
public sealed partial class PoisonedUploads(PlanStep planning, ILogger<PoisonedUploads> logger)
{
    private static readonly InputProblem Problem = new(
        "The upload was abandoned after repeated failures.",
        "file",
        "Upload it again. If the problem persists, see the log of the host.");

    /// <summary>Handles a message of the queue for blobs whose trigger failed <c>maxDequeueCount</c> times.</summary>
    /// <param name="message">JSON with the names of container and blob.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("SeriesPoisoned")]
    public async Task RunAsync([QueueTrigger("webjobs-blobtrigger-poison")] string message, CancellationToken cancellationToken)
    {
        var blob = JsonSerializer.Deserialize<PoisonedBlob>(message);
        var path = $"{blob?.ContainerName}/{blob?.BlobName}";
        if ((BlobLayout.SeriesNameOf(path) ?? BlobLayout.GridNameOf(path)) is { } upload)
        {
            await planning.RefuseAsync(upload, Problem, cancellationToken).ConfigureAwait(false);
            LogPoisoned(upload);
        }
    }

    [LoggerMessage(LogLevel.Error, "The trigger abandoned the upload {Upload}")]
    private partial void LogPoisoned(string upload);

    private sealed record PoisonedBlob(string? ContainerName, string? BlobName);
}
