namespace Backtest.Core.Planning;

/// <summary>How to search a grid. The same search of the same grid gives the same trials.</summary>
public sealed record Search
{
    /// <summary>The search method.</summary>
    public SearchMethod Method { get; init; }

    /// <summary>Number of trials that a random search draws, not counting baselines and ensembles.</summary>
    public int Trials { get; init; } = 50;

    /// <summary>Seed of a random search.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>In a halving search, one in this many LSTMs continues to the next round; at least 2.</summary>
    public int Reduction { get; init; } = 3;

    /// <summary>Number of rounds of a halving search, at least 2; epochs grow by <see cref="Reduction"/> from round to round.</summary>
    public int Rounds { get; init; } = 3;

    /// <summary>Epochs in a round for LSTMs that train for a number of epochs in the last one.</summary>
    /// <param name="epochs">Epochs of the last round.</param>
    /// <param name="round">The round, from 0.</param>
    public int EpochsOf(int epochs, int round) => (int)Math.Ceiling(epochs / Math.Pow(Reduction, Rounds - 1 - round));

    /// <summary>Number of LSTMs that continue after a round.</summary>
    public int Promoted(int count) => (count + Reduction - 1) / Reduction;
}
