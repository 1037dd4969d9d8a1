namespace Backtest.Core.Planning;

/// <summary>How a grid is searched. The same search of the same grid is the same trials.</summary>
public sealed record Search
{
    /// <summary>Which combinations become trials.</summary>
    public SearchMethod Method { get; init; }

    /// <summary>Number of trials that a random search draws, baselines and ensembles not counted.</summary>
    public int Trials { get; init; } = 50;

    /// <summary>Seed of a random search.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Of a halving search, the share of LSTMs that go on to the next round: one in so many, at least 2.</summary>
    public int Reduction { get; init; } = 3;

    /// <summary>Number of rounds of a halving search, at least 2; each has as many times the epochs of the one before.</summary>
    public int Rounds { get; init; } = 3;

    /// <summary>Epochs of a round for LSTMs that train for some epochs in the last one.</summary>
    /// <param name="epochs">Epochs of the last round.</param>
    /// <param name="round">The round, from 0.</param>
    public int EpochsOf(int epochs, int round) => (int)Math.Ceiling(epochs / Math.Pow(Reduction, Rounds - 1 - round));

    /// <summary>How many go on from a round of some LSTMs.</summary>
    public int Promoted(int count) => (count + Reduction - 1) / Reduction;
}
