using Backtest.Storage;

namespace Backtest.Runs;

/// <summary>
/// A place at the cores for successive pieces of work. The next piece asks before the last one returns its core: otherwise the run with
/// the least service would not be waiting at that moment, and would lose its core to a long piece of another run.
/// </summary>
/// <param name="cores">The cores.</param>
/// <param name="run">The run of the work.</param>
internal sealed class CorePlace(FairCores cores, RunKey run) : IDisposable
{
    private IDisposable? _core;

    /// <summary>Returns the cores of the last piece, and waits for a core for the next one.</summary>
    /// <param name="threads">Threads of the next piece; see <see cref="FairCores.TakeAsync"/>.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    public async Task NextAsync(int threads, CancellationToken cancellationToken) =>
        _core = await cores.TakeAsync(run, threads, cancellationToken, _core).ConfigureAwait(false);

    /// <summary>Returns the cores of the last piece.</summary>
    public void Dispose()
    {
        _core?.Dispose();
        _core = null;
    }
}
