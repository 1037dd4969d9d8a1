using Backtest.Core.Models.Lstm.Backends;

namespace Backtest.Bench;

/// <summary>The LSTM backends that this build has beside the built-in one.</summary>
internal static class AddedBackends
{
    /// <summary>libtorch where it was built with <c>-p:UseTorchSharp=true</c>, else none.</summary>
    public static IReadOnlyList<ILstmBackend> All { get; } =
#if TORCHSHARP
        [new Backtest.TorchSharp.TorchSharpBackend()];
#else
        [];
#endif
}
