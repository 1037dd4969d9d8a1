using Backtest.Core.Models.Lstm;
using Backtest.Core.Text;

namespace Backtest.Core.Planning;

/// <summary>Describes the rounds of a halving search.</summary>
internal static class HalvingRounds
{
    /// <summary>Says how many LSTMs each round trains, and for how many epochs.</summary>
    /// <param name="grid">The grid.</param>
    /// <param name="plan">Its plan.</param>
    /// <returns>Sentences; null if the search has no rounds.</returns>
    public static string? InWords(Grid grid, TrialPlan plan)
    {
        var rounds = plan.Trials.Where(trial => trial.Spec is LstmSpec).GroupBy(trial => trial.Round).OrderBy(round => round.Key).ToList();
        if (grid.Search.Method != SearchMethod.Halving || rounds.Count == 0)
        {
            return null;
        }

        var count = rounds[0].Count();
        var parts = new List<string> { $"{Counted.Of(count, "LSTM")} for {Epochs(rounds[0])}" };
        foreach (var round in rounds.Skip(1))
        {
            count = grid.Search.Promoted(count);
            parts.Add($"the best {(count == 1 ? "" : $"{count} ")}of them for {Epochs(round)}");
        }

        var several = (grid.Blocks ?? []).Any(block => block.Family == "lstm"
            && block.Axes.Any(axis => axis.Name == "epochs" && axis.Values.Count > 1));
        return $"Halving trains {string.Join(", then ", parts)}."
            + (several ? " If a block gives several numbers of epochs, the largest counts." : "");
    }

    private static string Epochs(IEnumerable<PlannedTrial> round)
    {
        var epochs = round.Select(trial => ((LstmSpec)trial.Spec).Epochs).Distinct().Order().ToList();
        return epochs.Count == 1 ? $"{epochs[0]} epochs" : $"{epochs[0]} to {epochs[^1]} epochs";
    }
}
