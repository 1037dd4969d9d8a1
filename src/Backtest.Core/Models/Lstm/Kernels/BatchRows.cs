namespace Backtest.Core.Models.Lstm.Kernels;

/// <summary>Some successive samples of a batch. Buffers are [steps, batch, width], so at each step they are successive rows.</summary>
/// <param name="Batch">Samples of the whole batch.</param>
/// <param name="First">The first of these.</param>
/// <param name="End">The one after the last of these.</param>
internal readonly record struct BatchRows(int Batch, int First, int End)
{
    /// <summary>How many they are.</summary>
    public int Count => End - First;

    /// <summary>Where these rows of a time step lie in a buffer of this width.</summary>
    public Range At(int step, int width) => (((step * Batch) + First) * width)..(((step * Batch) + End) * width);

    /// <summary>One of several parts, as equal as can be.</summary>
    public static BatchRows Part(int batch, int part, int parts) => new(batch, batch * part / parts, batch * (part + 1) / parts);
}
