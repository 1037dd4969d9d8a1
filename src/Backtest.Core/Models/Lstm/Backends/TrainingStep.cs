using Backtest.Core.Models.Intervals;
using Backtest.Core.Models.Lstm.Kernels;
using Backtest.Core.Models.Lstm.Samples;
using Backtest.Core.Numerics;

namespace Backtest.Core.Models.Lstm.Backends;

/// <summary>Loss and gradient of a mini-batch, in reusable buffers.</summary>
/// <param name="shape">The network's sizes.</param>
/// <param name="capacity">Largest batch.</param>
/// <param name="steps">Time steps of each sample.</param>
/// <param name="loss">The loss to minimise; cross-entropy only for softmax outputs.</param>
/// <param name="team">Threads that share the work of a batch; null for only the caller's.</param>
internal sealed class TrainingStep(LstmShape shape, int capacity, int steps, LossKind loss = LossKind.Mse, WorkTeam? team = null)
{
    private readonly LstmPass _pass = new(shape, capacity, steps, team);
    private readonly float[] _targets = new float[capacity * shape.Outputs];
    private readonly float[] _outputGradients = new float[capacity * shape.PaddedOutputs];
    private readonly float[] _gradients = new float[shape.ParameterLength];
    private readonly float[] _weights = new float[capacity];
    private readonly double[] _probabilities = loss == LossKind.Pinball ? IntervalLevels.Probabilities.ToArray() : [0.5];
    private float[]? _ofSteps;
    private int _batch;

    /// <summary>The gradient of the last batch, in the layout of the parameters.</summary>
    public Span<float> Gradients => _gradients;

    /// <summary>Fills the batch with samples of a training set.</summary>
    public void Fill(TrainingSet set, ReadOnlySpan<int> samples)
    {
        Begin(samples.Length);
        for (var b = 0; b < samples.Length; b++)
        {
            for (var t = 0; t < steps; t++)
            {
                set.CopyInput(samples[b], t, Input(t, b));
            }

            FillTargets(set, samples[b], Target(b));
            _weights[b] = set.WeightOf(samples[b]);
        }
    }

    /// <summary>Sets the size of the next batch, with equal weights.</summary>
    public void Begin(int batch)
    {
        _batch = batch;
        Array.Fill(_weights, 1);
        _pass.Begin(batch);
    }

    /// <summary>The buffer for the values of a sample's time step.</summary>
    public Span<float> Input(int step, int sample) => _pass.Input(step, sample);

    /// <summary>The weight of each sample's loss.</summary>
    public Span<float> Weights => _weights.AsSpan(0, _batch);

    /// <summary>The buffer for a sample's targets; NaN targets have no loss.</summary>
    public Span<float> Target(int sample) => _targets.AsSpan(sample * shape.Outputs, shape.Outputs);

    /// <summary>Computes the mean loss of the batch.</summary>
    public double Loss(float[] parameters)
    {
        _pass.Forward(parameters, null);
        return LossAndDerivative([]);
    }

    /// <summary>Computes the mean loss of the batch and its gradient.</summary>
    public double Gradient(float[] parameters, DropoutMasks? masks)
    {
        _pass.Forward(parameters, masks);
        var outputGradients = _outputGradients.AsSpan(0, _batch * shape.PaddedOutputs);
        outputGradients.Clear();
        var mean = LossAndDerivative(outputGradients);
        _gradients.AsSpan().Clear();
        _pass.Backward(outputGradients, loss == LossKind.CrossEntropy, _gradients);
        return mean;
    }

    // Classes are one-hot: 1 at the index of the class, 0 elsewhere. The target of a step's quantiles is its value.
    private void FillTargets(TrainingSet set, int sample, Span<float> targets)
    {
        if (set.Classes == 0 && loss != LossKind.Pinball)
        {
            set.CopyTargets(sample, targets);
            return;
        }

        set.CopyTargets(sample, _ofSteps ??= new float[set.Horizon]);
        targets.Clear();
        for (var h = 0; h < set.Horizon; h++)
        {
            if (loss == LossKind.Pinball)
            {
                targets.Slice(h * shape.GroupLength, shape.GroupLength).Fill(_ofSteps[h]);
            }
            else
            {
                targets[(h * set.Classes) + (int)_ofSteps[h]] = 1;
            }
        }
    }

    // Writes the derivatives by the outputs to a padded row per sample, unless the span is empty.
    private double LossAndDerivative(Span<float> outputGradients)
    {
        var count = loss == LossKind.CrossEntropy ? _batch * (shape.Outputs / shape.GroupLength) : _batch * shape.Outputs;
        var sum = 0.0;
        for (var b = 0; b < _batch; b++)
        {
            var output = _pass.Output(b);
            var target = Target(b);
            for (var k = 0; k < output.Length; k++)
            {
                if (float.IsNaN(target[k]))
                {
                    continue;
                }

                var probability = _probabilities[k % _probabilities.Length];
                sum += _weights[b] * LossFunction.Value(loss, output[k], target[k], probability) / count;
                if (!outputGradients.IsEmpty)
                {
                    var slope = LossFunction.Derivative(loss, output[k], target[k], probability);
                    outputGradients[(b * shape.PaddedOutputs) + k] = _weights[b] * slope / count;
                }
            }
        }

        return sum;
    }
}
