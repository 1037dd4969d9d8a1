namespace Backtest.Core.Models.Lstm.Kernels;

/// <summary>Successive samples of a batch. Buffers are [steps, batch, width], so these are successive rows at each step.</summary>
/// <param name="Batch">Number of samples in the batch.</param>
/// <param name="First">Index of the first sample.</param>
/// <param name="End">Index after the last sample.</param>
internal readonly record struct BatchRows(int Batch, int First, int End)
{
    /// <summary>Number of samples.</summary>
    public int Count => End - First;

    /// <summary>The range of these rows at a time step in a buffer of this width.</summary>
    public Range At(int step, int width) => (((step * Batch) + First) * width)..(((step * Batch) + End) * width);

    /// <summary>One of several parts of about equal size.</summary>
    public static BatchRows Part(int batch, int part, int parts) => new(batch, batch * part / parts, batch * (part + 1) / parts);
}
