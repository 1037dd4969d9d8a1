using System.Reflection;
using Backtest.Service.Runs;
using Backtest.Service.Storage;
using Microsoft.AspNetCore.Http;

namespace Backtest.Service.Http;

/// <summary>Answers the health route.</summary>
/// <param name="store">Where blobs are.</param>
public sealed class HealthHandler(IBlobStore store)
{
    private static readonly string Version = typeof(HealthHandler).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>GET health: 200 where the storage answers, else 503.</summary>
    public async Task<IResult> GetAsync(CancellationToken cancellationToken)
    {
        try
        {
            await store.FindAsync(BlobLayout.Series("health"), cancellationToken).WaitAsync(TimeSpan.FromSeconds(5), cancellationToken).ConfigureAwait(false);
            return Answers.Json(new Health("healthy", Version, EngineVersion.Current));
        }
        catch (Exception problem) when (StorageFault.Is(problem) && !cancellationToken.IsCancellationRequested)
        {
            return Answers.Json(new Health("unhealthy", Version, EngineVersion.Current), StatusCodes.Status503ServiceUnavailable);
        }
    }
}
