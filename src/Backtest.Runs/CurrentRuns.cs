using System.Security.Cryptography;
using Backtest.Storage;
using Backtest.Storage.Results;

namespace Backtest.Runs;

/// <summary>
/// Tells whether the runs that an upload was planned into last are those of its present content, without planning it again.
/// </summary>
internal static class CurrentRuns
{
    /// <summary>What stands in plans for the content that they were made of.</summary>
    /// <param name="file">The upload.</param>
    /// <param name="grid">Its grid; empty for the default one.</param>
    public static string SourceOf(ReadOnlySpan<byte> file, ReadOnlySpan<byte> grid) =>
        Convert.ToHexStringLower(SHA256.HashData([.. SHA256.HashData(file), .. SHA256.HashData(grid)]));

    /// <summary>The plans of an upload's present content; null where it has not been planned, by this numerics version.</summary>
    /// <param name="store">Where blobs are.</param>
    /// <param name="upload">Name of the upload.</param>
    /// <param name="source">What its plans have from <see cref="SourceOf"/>.</param>
    /// <param name="cancellationToken">Stops between two plans.</param>
    public static async Task<IReadOnlyList<RunPlan>?> FindAsync(
        IBlobStore store, string upload, string source, CancellationToken cancellationToken)
    {
        var plans = new List<RunPlan>();
        foreach (var run in await LastAsync(store, upload, cancellationToken).ConfigureAwait(false))
        {
            var blob = await store.ReadAsync(BlobLayout.Plan(run), cancellationToken).ConfigureAwait(false);
            var plan = blob is null ? null : Documents.TryRead<RunPlan>(blob);
            if (plan is not { Problem: null } || plan.Source != source || !RunCheck.IsOfThisVersion(plan))
            {
                return null;
            }

            plans.Add(plan);
        }

        return plans.Count > 0 ? plans : null;
    }

    // Of an upload of one series, which has its name, the run that was asked for last.
    private static async Task<IReadOnlyList<RunKey>> LastAsync(IBlobStore store, string upload, CancellationToken cancellationToken)
    {
        if (await store.ReadAsync(BlobLayout.Parts(upload), cancellationToken).ConfigureAwait(false) is { } parts)
        {
            return Documents.TryRead<UploadParts>(parts)?.Runs ?? [];
        }

        var asked = await RunOrder.ReadAsync(store, upload, cancellationToken).ConfigureAwait(false);
        return asked.Runs.Count > 0 ? [new RunKey(upload, asked.Runs.MaxBy(run => run.Value).Key)] : [];
    }
}
