namespace Backtest.Core.Models.Lstm.Kernels;

/// <summary>Buffers of the backward pass through a stack of LSTM layers, one set for all stacks of a network.</summary>
/// <param name="width">Padded units.</param>
/// <param name="capacity">Largest batch.</param>
/// <param name="steps">Time steps of each sample.</param>
internal sealed class StackGradients(int width, int capacity, int steps)
{
    /// <summary>Derivative by the outputs of the current layer, [steps, batch, width].</summary>
    public float[] Upper { get; } = new float[steps * capacity * width];

    /// <summary>Derivative by the outputs of the layer below.</summary>
    public float[] Lower { get; } = new float[steps * capacity * width];

    /// <summary>Derivative by the cell, [batch, width].</summary>
    public float[] Cell { get; } = new float[capacity * width];

    /// <summary>Derivative by the recurrence into a time step, [batch, width].</summary>
    public float[] Step { get; } = new float[capacity * width];
}
