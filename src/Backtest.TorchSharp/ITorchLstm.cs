using static TorchSharp.torch;

namespace Backtest.TorchSharp;

/// <summary>One LSTM layer.</summary>
internal interface ITorchLstm : IDisposable
{
    /// <summary>Its weights.</summary>
    LayerParameters Parameters { get; }

    /// <summary>Computes the outputs of all time steps.</summary>
    /// <param name="input">[steps, batch, inputs].</param>
    /// <param name="recurrentMask">[batch, units], factors of the recurrence; null for ones.</param>
    /// <returns>[steps, batch, units].</returns>
    Tensor Forward(Tensor input, Tensor? recurrentMask);
}
