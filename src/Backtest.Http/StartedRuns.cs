using Backtest.Storage;

namespace Backtest.Http;

/// <summary>The answer to an upload: the runs that it started, one per series.</summary>
/// <param name="Runs">Name and id of each run.</param>
public sealed record StartedRuns(IReadOnlyList<RunKey> Runs);
