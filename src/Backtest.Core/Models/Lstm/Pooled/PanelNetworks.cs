using Backtest.Core.Series;

namespace Backtest.Core.Models.Lstm.Pooled;

/// <summary>The networks of a panel's global trials, for one of its series.</summary>
/// <param name="lengths">Number of the series' values before each cutoff of the panel, ascending.</param>
/// <param name="trials">Networks at each cutoff, by the id of the global trial.</param>
public sealed class PanelNetworks(IReadOnlyList<int> lengths, IReadOnlyDictionary<TrialId, IReadOnlyList<TrainedNetworks>> trials)
{
    /// <summary>The networks for a series.</summary>
    /// <param name="series">The series.</param>
    /// <param name="cutoffs">The cutoffs of the panel, ascending.</param>
    /// <param name="trials">Networks at each cutoff, by the id of the global trial.</param>
    public static PanelNetworks For(
        TimeSeries series,
        IReadOnlyList<PanelCutoff> cutoffs,
        IReadOnlyDictionary<TrialId, IReadOnlyList<TrainedNetworks>> trials) =>
        new([.. cutoffs.Select(cutoff => cutoff.LengthIn(series))], trials);

    /// <summary>The networks of the last cutoff that uses no value of the series from an index on; null if there are none.</summary>
    internal TrainedNetworks? Find(LstmSpec spec, int end)
    {
        var cutoff = lengths.Count - 1;
        while (cutoff >= 0 && lengths[cutoff] > end)
        {
            cutoff--;
        }

        return cutoff >= 0 ? trials.GetValueOrDefault(TrialIdentity.Of(spec))?[cutoff] : null;
    }
}
