using Backtest.Core.Numerics;

namespace Backtest.Core.Models.Lstm;

/// <summary>Trains networks by mini-batches with Adam on the mean squared error.</summary>
public static class LstmTrainer
{
    /// <summary>Trains a network from random weights.</summary>
    /// <param name="shape">The network's sizes.</param>
    /// <param name="set">Windows and targets, at least one.</param>
    /// <param name="spec">Epochs, batch size, dropout and learning rate.</param>
    /// <param name="seed">Seed of weights, order and dropout. Fewer epochs with the same seed are the beginning of more.</param>
    /// <param name="cancellationToken">Stops the training between two batches.</param>
    /// <returns>The network after the last epoch, and each epoch's mean training loss.</returns>
    /// <exception cref="FitException">The loss is no longer a finite number.</exception>
    public static LstmFit Train(LstmShape shape, TrainingSet set, LstmSpec spec, ulong seed, CancellationToken cancellationToken)
    {
        var random = new SeededRandom(seed);
        var network = LstmInitializer.Create(shape, random);
        var optimizer = new Adam(shape.ParameterLength, spec.LearningRate);
        var batchSize = Math.Min(spec.BatchSize, set.Count);
        var step = new TrainingStep(shape, batchSize, set.LookBack);
        var masks = spec.Dropout > 0 ? new DropoutMasks(spec.Dropout, shape, batchSize, set.LookBack) : null;
        var order = Enumerable.Range(0, set.Count).ToArray();
        var losses = new double[spec.Epochs];
        for (var epoch = 0; epoch < losses.Length; epoch++)
        {
            random.Shuffle(order.AsSpan());
            for (var start = 0; start < order.Length; start += batchSize)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var windows = order.AsSpan(start, Math.Min(batchSize, order.Length - start));
                masks?.Draw(random, set.LookBack, windows.Length);
                step.Fill(set, windows);
                losses[epoch] += step.Gradient(network.Parameters, masks) * windows.Length / order.Length;
                optimizer.Step(network.Parameters, step.Gradients);
            }

            if (!double.IsFinite(losses[epoch]))
            {
                throw new FitException($"The training diverged in epoch {epoch + 1}; try a smaller learningRate than {spec.LearningRate}.");
            }
        }

        return new LstmFit(network, losses);
    }
}
