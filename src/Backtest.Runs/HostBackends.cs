using Backtest.Core.Models.Lstm.Backends;

namespace Backtest.Runs;

/// <summary>The LSTM backends of this build besides the built-in one.</summary>
internal static class HostBackends
{
    /// <summary>libtorch if it was built with <c>-p:UseTorchSharp=true</c>, otherwise none.</summary>
    public static IReadOnlyList<ILstmBackend> Added { get; } =
#if TORCHSHARP
        [new Backtest.TorchSharp.TorchSharpBackend()];
#else
        [];
#endif
}
