using Backtest.Core.Models.Lstm.Backends;

namespace Backtest.Runs;

/// <summary>The LSTM backends that this build has beside the built-in one.</summary>
public static class HostBackends
{
    /// <summary>libtorch where it was built with <c>-p:UseTorchSharp=true</c>, else none.</summary>
    public static IReadOnlyList<ILstmBackend> Added { get; } =
#if TORCHSHARP
        [new Backtest.TorchSharp.TorchSharpBackend()];
#else
        [];
#endif
}
