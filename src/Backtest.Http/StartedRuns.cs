using Backtest.Storage;

namespace Backtest.Http;

/// <summary>The answer to an upload: the run that it started.</summary>
/// <param name="Runs">Name and id of the run, which is over all series of the upload.</param>
/// <param name="Grid">Where the grid of the run comes from.</param>
public sealed record StartedRuns(IReadOnlyList<RunKey> Runs, GridSource Grid);
