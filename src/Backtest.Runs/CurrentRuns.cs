using System.Security.Cryptography;
using Backtest.Core.Series;
using Backtest.Storage;
using Backtest.Storage.Results;

namespace Backtest.Runs;

/// <summary>
/// Tells whether the last run planned for an upload still matches its content, without planning again.
/// </summary>
internal static class CurrentRuns
{
    /// <summary>The hash of the content, as stored in plans.</summary>
    /// <param name="file">The upload.</param>
    /// <param name="grid">Its grid; empty for the default one.</param>
    public static string SourceOf(ReadOnlySpan<byte> file, ReadOnlySpan<byte> grid) =>
        Convert.ToHexStringLower(SHA256.HashData([.. SHA256.HashData(file), .. SHA256.HashData(grid)]));

    /// <summary>The plan of an upload's current content; null if this numerics version has not planned it.</summary>
    /// <param name="store">The blob storage.</param>
    /// <param name="upload">Name of the upload.</param>
    /// <param name="source">The hash from <see cref="SourceOf"/>.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async Task<RunPlan?> FindAsync(IBlobStore store, SeriesName upload, string source, CancellationToken cancellationToken)
    {
        var asked = await RunOrder.ReadAsync(store, upload, cancellationToken).ConfigureAwait(false);
        if (asked.Runs.Count == 0)
        {
            return null;
        }

        var last = new RunKey(upload, asked.Runs.MaxBy(run => run.Value).Key);
        var blob = await store.ReadAsync(BlobLayout.Plan(last), cancellationToken).ConfigureAwait(false);
        var plan = blob is null ? null : Documents.TryRead<RunPlan>(blob);
        return plan is { Problem: null } && plan.Source == source && RunCheck.IsOfThisVersion(plan) ? plan : null;
    }
}
