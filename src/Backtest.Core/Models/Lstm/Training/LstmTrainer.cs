using Backtest.Core.Models.Lstm.Backends;
using Backtest.Core.Models.Lstm.Kernels;
using Backtest.Core.Models.Lstm.Samples;
using Backtest.Core.Numerics;
using Backtest.Core.Problems;

namespace Backtest.Core.Models.Lstm.Training;

/// <summary>Trains networks by mini-batches.</summary>
internal static class LstmTrainer
{
    /// <summary>Share of the samples held back for validation if <see cref="LstmSpec.ValidationShare"/> is null.</summary>
    public const double DefaultValidationShare = 0.1;

    /// <summary>Trains a network from random weights, with check points on the way.</summary>
    /// <param name="shape">The network's sizes.</param>
    /// <param name="set">Samples, at least one; with validation at least two.</param>
    /// <param name="spec">Batches, loss, optimiser, dropout and early stopping.</param>
    /// <param name="epochs">Numbers of epochs, fewest first; a single one if the step size depends on it.</param>
    /// <param name="seed">Seed of weights, order and dropout.</param>
    /// <param name="context">Threads that share the work of each batch, and backends, one of which computes the numbers.</param>
    /// <param name="cancellationToken">Stops the training between two batches.</param>
    /// <returns>
    /// The network after each number of epochs, the same as a training of that number alone ends with. Training continues as the networks
    /// are enumerated.
    /// </returns>
    /// <exception cref="InputException">The context lacks the backend of the spec; thrown by the enumeration.</exception>
    /// <exception cref="FitException">
    /// The loss is no longer a finite number, or no sample is left to train on; thrown by the enumeration.
    /// </exception>
    public static IEnumerable<LstmFit> Train(
        LstmShape shape,
        TrainingSet set,
        LstmSpec spec,
        IReadOnlyList<int> epochs,
        ulong seed,
        FitContext context,
        CancellationToken cancellationToken)
    {
        var random = new SeededRandom(seed);
        var network = LstmInitializer.Create(shape, random, spec.Initialization);
        var (order, validation) = spec.Validates
            ? set.HoldBack(spec.ValidationShare ?? DefaultValidationShare)
            : ([.. Enumerable.Range(0, set.Count)], []);
        if (order.Length == 0 || (spec.Validates && validation.Length == 0))
        {
            throw new FitException($"{set.Count} samples are too few to hold some back for validation and to train on the others.");
        }

        var perEpoch = spec.SamplesOf(order.Length);
        var batchSize = Math.Min(spec.BatchSize, perEpoch);
        using var training = context.Backends.For(spec).Start(network, set, spec, batchSize, context.Threads);
        var most = spec.EpochsOf(order.Length);
        var updates = Math.Min(most, epochs[^1]) * (((perEpoch - 1) / batchSize) + 1);
        var average = spec.Averaging > 0 ? new WeightAverage(spec.Averaging, network.Parameters) : null;
        var epoch = new Epoch(training, network, set, spec, batchSize, random, new LearningRates(spec.Schedule, updates), average);
        var stopping = spec.Patience is { } patience ? new EarlyStopping(patience, spec.MinDelta) : null;
        var (losses, validated) = (new List<double>(), new List<double>());
        for (var checkPoint = 0; checkPoint < epochs.Count; checkPoint++)
        {
            for (var k = losses.Count; k < Math.Min(most, epochs[checkPoint]) && stopping is not { IsOver: true }; k++)
            {
                losses.Add(epoch.Run(order, spec.LearningRateAt(k), cancellationToken));
                Require(losses[^1], k, spec);
                if (validation.Length > 0)
                {
                    validated.Add(epoch.Validate(validation));
                    Require(validated[^1], k, spec);
                }

                if (stopping is not null)
                {
                    training.StoreWeights();
                    stopping.Look(validated[^1], network.Parameters);
                }
            }

            training.StoreWeights();
            var reached = network.Copy();
            average?.CopyTo(reached.Parameters);
            stopping?.Restore(reached.Parameters);
            yield return new LstmFit(
                reached,
                new TrainingHistory([.. losses], validation.Length == 0 ? null : [.. validated], stopping?.BestEpoch ?? losses.Count));
        }
    }

    private static void Require(double loss, int epoch, LstmSpec spec)
    {
        if (!double.IsFinite(loss))
        {
            throw new FitException($"The training diverged in epoch {epoch + 1}; try a smaller learningRate than {spec.LearningRate}.");
        }
    }

    // Passes over the samples, in reusable buffers.
    private sealed class Epoch(
        ILstmTraining training,
        LstmNetwork network,
        TrainingSet set,
        LstmSpec spec,
        int batchSize,
        SeededRandom random,
        LearningRates rates,
        WeightAverage? average)
    {
        private readonly DropoutMasks? _masks = spec.Dropout > 0 || spec.RecurrentDropout > 0
            ? new DropoutMasks(spec.Dropout, spec.RecurrentDropout, network.Shape, batchSize, set.Steps)
            : null;

        private int _updates;

        /// <summary>Updates the weights once over all samples, or the drawn ones; returns their mean loss.</summary>
        public double Run(int[] order, double learningRate, CancellationToken cancellationToken)
        {
            random.Shuffle(order.AsSpan());
            var loss = 0.0;
            var count = spec.SamplesOf(order.Length);
            for (var start = 0; start < count; start += batchSize)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var samples = order.AsSpan(start, Math.Min(batchSize, count - start));
                _masks?.Draw(random, set.Steps, samples.Length);
                loss += training.TrainOn(samples, _masks, learningRate * rates.FactorAt(_updates)) * samples.Length / count;
                _updates++;
                if (average is not null)
                {
                    training.StoreWeights();
                    average.Add(network.Parameters);
                }
            }

            return loss;
        }

        /// <summary>The mean loss over some samples.</summary>
        public double Validate(ReadOnlySpan<int> held)
        {
            var loss = 0.0;
            for (var start = 0; start < held.Length; start += batchSize)
            {
                var samples = held.Slice(start, Math.Min(batchSize, held.Length - start));
                loss += training.Loss(samples) * samples.Length / held.Length;
            }

            return loss;
        }
    }
}
