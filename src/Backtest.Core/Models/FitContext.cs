using Backtest.Core.Models.Lstm.Backends;

namespace Backtest.Core.Models;

/// <summary>The means of a fit. Only LSTMs use them.</summary>
/// <param name="Threads">Threads that may share a fit, at least 1; they do not affect the results of the built-in backend.</param>
/// <param name="Backends">The LSTM backends of the host.</param>
public sealed record FitContext(int Threads, LstmBackends Backends)
{
    /// <summary>One thread and the built-in backend.</summary>
    public static FitContext Default { get; } = new(1, LstmBackends.BuiltIn);
}
