namespace Backtest.Core.Models.Lstm.Training;

/// <summary>The losses of a training, in transformed units.</summary>
/// <param name="Training">Mean loss of each epoch over its samples, while the weights moved.</param>
/// <param name="Validation">Loss of each epoch's weights over the validation samples; null where none were held back.</param>
/// <param name="BestEpoch">The epoch, from 1, whose weights were kept.</param>
public sealed record TrainingHistory(IReadOnlyList<double> Training, IReadOnlyList<double>? Validation, int BestEpoch);
