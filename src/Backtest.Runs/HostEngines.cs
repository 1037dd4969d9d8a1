using Backtest.Core.Models.Lstm;

namespace Backtest.Runs;

/// <summary>The LSTM engines that this build has beside the built-in one.</summary>
public static class HostEngines
{
    /// <summary>libtorch where it was built with <c>-p:UseTorchSharp=true</c>, else none.</summary>
    public static IReadOnlyList<ILstmEngine> Added { get; } =
#if TORCHSHARP
        [new Backtest.TorchSharp.TorchSharpEngine()];
#else
        [];
#endif
}
