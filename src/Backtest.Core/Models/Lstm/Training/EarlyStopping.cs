namespace Backtest.Core.Models.Lstm.Training;

/// <summary>Ends a training that no longer improves on held-back samples, and keeps its best weights (Prechelt, 1998).</summary>
/// <param name="patience">Number of epochs without improvement after which it is over.</param>
/// <param name="minDelta">Smallest decrease of the loss that counts as an improvement.</param>
internal sealed class EarlyStopping(int patience, double minDelta)
{
    private double _best = double.PositiveInfinity;
    private float[]? _weights;
    private int _epoch;

    /// <summary>The epoch, from 1, with the best loss so far.</summary>
    public int BestEpoch { get; private set; }

    /// <summary>Whether the training should end.</summary>
    public bool IsOver => _epoch - BestEpoch >= patience;

    /// <summary>Records the loss of an epoch's weights.</summary>
    public void Look(double loss, ReadOnlySpan<float> weights)
    {
        _epoch++;
        if (loss < _best - minDelta)
        {
            (_best, BestEpoch) = (loss, _epoch);
            _weights ??= new float[weights.Length];
            weights.CopyTo(_weights);
        }
    }

    /// <summary>Restores the best weights.</summary>
    public void Restore(Span<float> weights) => _weights.CopyTo(weights);
}
