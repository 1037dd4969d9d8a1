using System.Reflection;
using Backtest.Storage;
using Backtest.Storage.Results;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Backtest.Http;

/// <summary>Answers the health route.</summary>
/// <param name="store">The storage.</param>
/// <param name="clock">The time.</param>
/// <param name="logger">Log of the details that answers leave out.</param>
public sealed partial class HealthHandler(IBlobStore store, TimeProvider clock, ILogger<HealthHandler> logger)
{
    private static readonly string Version = typeof(HealthHandler).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // The route is open to everyone, so requests to the storage are limited.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private (long At, Task<string?> Problem)? _last;

    /// <summary>GET health: 200 if the storage answers and accepts a small blob, else 503 with the problem.</summary>
    public async Task<IResult> GetAsync(CancellationToken cancellationToken)
    {
        var problem = await LookAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        return problem is null
            ? Answers.Json(new Health("healthy", Version, NumericsVersion.Current))
            : Answers.Json(new Health("unhealthy", Version, NumericsVersion.Current, problem), StatusCodes.Status503ServiceUnavailable);
    }

    private Task<string?> LookAsync()
    {
        lock (_lock)
        {
            if (_last is not { } last || (last.Problem.IsCompleted && clock.GetElapsedTime(last.At) >= Pause))
            {
                _last = last = (clock.GetTimestamp(), TryAsync());
            }

            return last.Problem;
        }
    }

    private async Task<string?> TryAsync()
    {
        var problem = "The storage cannot be reached.";
        using var patience = new CancellationTokenSource(Patience, clock);
        try
        {
            await store.FindAsync(BlobLayout.Probe, patience.Token).WaitAsync(patience.Token).ConfigureAwait(false);
            problem = "The storage cannot be written to: it may be full, or access to it may be denied.";
            await store.WriteAsync(BlobLayout.Probe, Documents.Write(new { SchemaVersion = Documents.SchemaVersion }), patience.Token)
                .WaitAsync(patience.Token)
                .ConfigureAwait(false);
            return null;
        }
        catch (Exception fault) when (StorageFault.Is(fault))
        {
            problem = (fault as StorageVersionException)?.Message ?? store.Obstacle ?? problem;
            LogUnhealthy(fault, problem);
            return problem;
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Problem}")]
    private partial void LogUnhealthy(Exception fault, string problem);
}
