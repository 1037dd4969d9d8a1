using Backtest.Core.Models.Lstm.Samples;
using Backtest.Core.Models.Lstm.Training;
using Backtest.Core.Numerics;
using Backtest.Core.Problems;
using Backtest.Core.Series;

namespace Backtest.Core.Models.Lstm.Pooled;

/// <summary>Trains the networks of a global trial, each on the samples of all series of a panel, up to the same time.</summary>
/// <remarks>
/// Season, level and scale of every series are fitted to its values up to the cutoff. A series is left out if it is too short for a sample,
/// or has no value by then. Samples come series by series, so the bits depend on the order of the panel, but on nothing
/// else.
/// </remarks>
public static class PooledTraining
{
    /// <summary>The networks of a global trial: for each of its inputs, one for each seed.</summary>
    /// <param name="spec">The global trial.</param>
    /// <returns>The spec and the seed of each training.</returns>
    public static IReadOnlyList<(LstmSpec Spec, ulong Seed)> NetworksOf(LstmSpec spec)
    {
        var networks = new List<(LstmSpec, ulong)>();
        foreach (var input in spec.Inputs)
        {
            var seed = TrialIdentity.SeedOf(input);
            var random = new SeededRandom(seed);
            for (var k = 0; k < (spec.Seeds ?? 1); k++, seed = random.NextBits())
            {
                networks.Add((input with { Seeds = null }, seed));
            }
        }

        return networks;
    }

    /// <summary>Groups the trained networks of <see cref="NetworksOf"/> by their inputs.</summary>
    /// <param name="spec">The global trial.</param>
    /// <param name="cutoff">Index of the panel's cutoff, from 0.</param>
    /// <param name="fits">The networks in the order of the list.</param>
    public static TrainedNetworks Join(LstmSpec spec, int cutoff, IReadOnlyList<LstmFit> fits) => new(
        cutoff, [.. fits.Select(fit => fit.Network).Chunk(spec.Seeds ?? 1)], fits[0].History, null);

    /// <summary>Trains one network.</summary>
    /// <param name="panel">All series of the panel, in its order.</param>
    /// <param name="cutoff">The end of the training values.</param>
    /// <param name="trainingLength">Length of a sliding training part; null lets it begin with the first value.</param>
    /// <param name="network">One of <see cref="NetworksOf"/>.</param>
    /// <param name="cancellationToken">Stops the training.</param>
    /// <param name="context">Threads and backends; null for the default.</param>
    /// <exception cref="InputException">The context lacks the backend of the spec.</exception>
    /// <exception cref="FitException">No series has a sample, or the training diverged.</exception>
    public static PooledFit Train(
        IEnumerable<TimeSeries> panel,
        PanelCutoff cutoff,
        int? trainingLength,
        (LstmSpec Spec, ulong Seed) network,
        CancellationToken cancellationToken,
        FitContext? context = null)
    {
        var (spec, seed) = network;
        var pool = new List<SampleSeries>();
        foreach (var series in panel)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (SamplesOf(series, cutoff, trainingLength, spec) is { } samples)
            {
                pool.Add(samples);
            }
        }

        if (pool.Count == 0)
        {
            throw new FitException(
                $"No series has the {spec.FewestInputs + spec.FewestTargets} values up to the cutoff that a sample needs.");
        }

        var set = new SampleSet(spec, pool, spec.InputsOf(1 + (spec.Covariates?.Count ?? 0)));
        var shape = LstmShape.Of(spec, set.InputCount);
        var fits = LstmTrainer.Train(shape, set, spec, [spec.Epochs], seed, context ?? FitContext.Default, cancellationToken);
        return new PooledFit(fits.Single(), pool.Count, set.Count);
    }

    // Null if a series has no sample.
    private static SampleSeries? SamplesOf(TimeSeries series, PanelCutoff cutoff, int? trainingLength, LstmSpec spec)
    {
        var end = cutoff.LengthIn(series);
        var start = trainingLength is { } sliding ? Math.Max(0, end - sliding) : 0;
        if (end - start < spec.FewestInputs + spec.FewestTargets || series.Values.AsSpan(start..end).IndexOfAnyExcept(double.NaN) < 0)
        {
            return null;
        }

        try
        {
            var encoding = LstmEncoding.Fit(spec, History.Of(series)[start..end], out var values, out var rows, out _);
            return new SampleSeries(spec, encoding.Samples!, encoding.Samples!.Season, values, rows, encoding.Inputs);
        }
        catch (FitException)
        {
            return null;
        }
    }
}

/// <summary>A network trained on the samples of a panel.</summary>
/// <param name="Fit">The network.</param>
/// <param name="Series">Number of series with samples.</param>
/// <param name="Samples">Number of samples.</param>
public sealed record PooledFit(LstmFit Fit, int Series, int Samples);
