using Backtest.Storage;

namespace Backtest.Runs;

/// <summary>
/// A place at the cores for pieces of work one after another. The next piece asks before the core of the last one is given back:
/// else a run that has had least would not be among those that wait at that moment, and would lose its core to a long piece of another.
/// </summary>
/// <param name="cores">The cores.</param>
/// <param name="run">The run that the work belongs to.</param>
internal sealed class CorePlace(FairCores cores, RunKey run) : IDisposable
{
    private IDisposable? _core;

    /// <summary>Gives back what the last piece had, and waits for a core for the next.</summary>
    /// <param name="threads">Threads of the next piece; see <see cref="FairCores.TakeAsync"/>.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    public async Task NextAsync(int threads, CancellationToken cancellationToken)
    {
        var next = cores.TakeAsync(run, threads, cancellationToken);
        Dispose();
        _core = await next.ConfigureAwait(false);
    }

    /// <summary>Gives back what the last piece had.</summary>
    public void Dispose()
    {
        _core?.Dispose();
        _core = null;
    }
}
