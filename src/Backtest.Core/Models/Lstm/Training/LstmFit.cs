namespace Backtest.Core.Models.Lstm.Training;

/// <summary>A trained network.</summary>
/// <param name="Network">The network with its final weights.</param>
/// <param name="History">Losses of each epoch.</param>
public sealed record LstmFit(LstmNetwork Network, TrainingHistory History);
