namespace Backtest.Core.Models.Lstm.Training;

/// <summary>The losses of a training, in transformed units.</summary>
/// <param name="Training">Mean loss of each epoch over its samples, as the weights change.</param>
/// <param name="Validation">Loss of each epoch's last weights over the validation samples; null if there are none.</param>
/// <param name="BestEpoch">The epoch, from 1, of the final weights.</param>
public sealed record TrainingHistory(IReadOnlyList<double> Training, IReadOnlyList<double>? Validation, int BestEpoch);
