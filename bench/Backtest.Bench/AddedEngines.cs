using Backtest.Core.Models.Lstm;

namespace Backtest.Bench;

/// <summary>The LSTM engines that this build has beside the built-in one.</summary>
internal static class AddedEngines
{
    /// <summary>libtorch where it was built with <c>-p:UseTorchSharp=true</c>, else none.</summary>
    public static IReadOnlyList<ILstmEngine> All { get; } =
#if TORCHSHARP
        [new Backtest.TorchSharp.TorchSharpEngine()];
#else
        [];
#endif
}
