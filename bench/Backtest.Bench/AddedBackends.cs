using Backtest.Core.Models.Lstm.Backends;

namespace Backtest.Bench;

/// <summary>The LSTM backends of this build besides the built-in one.</summary>
internal static class AddedBackends
{
    /// <summary>libtorch if built with <c>-p:UseTorchSharp=true</c>, else none.</summary>
    public static IReadOnlyList<ILstmBackend> All { get; } =
#if TORCHSHARP
        [new Backtest.TorchSharp.TorchSharpBackend()];
#else
        [];
#endif
}
