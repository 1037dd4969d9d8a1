using Backtest.Core.Models;
using Backtest.Core.Series;
using Backtest.Storage;
using Backtest.Storage.Results;

namespace Backtest.Runs;

/// <summary>A run with available results: all of its trials are over and ranked.</summary>
/// <param name="Key">The run.</param>
/// <param name="Published">Its published trial.</param>
public sealed record RankedRun(RunKey Key, TrialId Published)
{
    /// <summary>The published run of a series; null if there is none.</summary>
    /// <param name="store">The blob storage.</param>
    /// <param name="name">Name of the series.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async Task<RankedRun?> PublishedAsync(IBlobStore store, SeriesName name, CancellationToken cancellationToken) =>
        await store.ReadAsync<PublishedRun>(BlobLayout.Latest(name), cancellationToken).ConfigureAwait(false) is { } published
            ? Of(name, published)
            : null;

    /// <summary>A run, published or not; null if there is no such run, or it is not ranked.</summary>
    /// <param name="store">The blob storage.</param>
    /// <param name="run">The run.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async Task<RankedRun?> FindAsync(IBlobStore store, RunKey run, CancellationToken cancellationToken) =>
        await store.ReadAsync<Leaderboard>(BlobLayout.Leaderboard(run), cancellationToken).ConfigureAwait(false) is { } leaderboard
            ? new RankedRun(run, leaderboard.Published)
            : null;

    /// <summary>The run that a series' pointer names; null if that is a panel.</summary>
    /// <param name="name">Name of the series.</param>
    /// <param name="published">The pointer.</param>
    public static RankedRun? Of(SeriesName name, PublishedRun published) =>
        published.Trial is { } trial ? new(new RunKey(name, published.Run), trial) : null;

    /// <summary>The path of a trial's model for forecasts: for the published trial, the one fitted to all values.</summary>
    /// <param name="trial">Id of a trial.</param>
    public string ModelPath(TrialId trial) => BlobLayout.Model(Key, trial, IsFinal(trial));

    /// <summary>Whether a trial's model for forecasts is fitted to all values.</summary>
    /// <param name="trial">Id of a trial.</param>
    public bool IsFinal(TrialId trial) => trial == Published;
}
