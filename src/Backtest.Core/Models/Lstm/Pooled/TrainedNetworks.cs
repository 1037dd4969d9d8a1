using Backtest.Core.Models.Lstm.Training;

namespace Backtest.Core.Models.Lstm.Pooled;

/// <summary>The networks of a global trial trained at one cutoff.</summary>
/// <param name="Cutoff">Index of the panel's cutoff, from 0.</param>
/// <param name="Networks">The networks of each input of the spec, in the order of <see cref="LstmSpec.Inputs"/> and of their seeds.</param>
/// <param name="History">Losses of each epoch of the first network.</param>
/// <param name="Problem">Why there are no networks; null if there are.</param>
public sealed record TrainedNetworks(
    int Cutoff, IReadOnlyList<IReadOnlyList<LstmNetwork>> Networks, TrainingHistory? History, string? Problem);
