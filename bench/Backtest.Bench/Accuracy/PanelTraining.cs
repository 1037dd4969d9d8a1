using System.Diagnostics;
using Backtest.Core.Models;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Lstm.Pooled;
using Backtest.Core.Series;

namespace Backtest.Bench.Accuracy;

/// <summary>The networks of a global trial, trained at each cutoff of a panel.</summary>
/// <param name="Networks">The networks, by the id of the trial.</param>
/// <param name="Seconds">Processor time of all trainings in seconds.</param>
/// <param name="Longest">That of the longest one.</param>
internal sealed record PanelTraining(
    IReadOnlyDictionary<TrialId, IReadOnlyList<TrainedNetworks>> Networks, double Seconds, double Longest)
{
    /// <summary>Trains one network after another.</summary>
    /// <param name="panel">The series.</param>
    /// <param name="spec">The global trial.</param>
    /// <param name="cutoffs">The ends of the training values, ascending.</param>
    /// <param name="cancellationToken">Stops the trainings.</param>
    public static PanelTraining Run(
        IReadOnlyList<TimeSeries> panel, LstmSpec spec, IReadOnlyList<PanelCutoff> cutoffs, CancellationToken cancellationToken)
    {
        var costs = new List<double>();
        IReadOnlyList<TrainedNetworks> trained =
        [
            .. cutoffs.Select((cutoff, index) => PooledTraining.Join(spec, index,
            [
                .. PooledTraining.NetworksOf(spec).Select(network =>
                {
                    var before = ProcessSeconds();
                    var fit = PooledTraining.Train(panel, cutoff, null, network, cancellationToken).Fit;
                    costs.Add(ProcessSeconds() - before);
                    return fit;
                }),
            ])),
        ];
        return new PanelTraining(
            new Dictionary<TrialId, IReadOnlyList<TrainedNetworks>> { [TrialIdentity.Of(spec)] = trained }, costs.Sum(), costs.Max());
    }

    /// <summary>Processor time of this program so far, in seconds.</summary>
    public static double ProcessSeconds()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime.TotalSeconds;
    }
}
