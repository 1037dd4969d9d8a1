using Backtest.Core.Models.Intervals;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Lstm.Backends;
using Backtest.Core.Models.Lstm.Kernels;
using Backtest.Core.Models.Lstm.Samples;
using TorchSharp;
using static TorchSharp.torch;

namespace Backtest.TorchSharp;

/// <summary>A training with weights and samples as tensors on one device.</summary>
internal sealed class TorchTraining : ILstmTraining
{
    private readonly LstmSpec _spec;
    private readonly ISampleTensors _samples;
    private readonly TorchNetwork _network;
    private readonly optim.Optimizer _optimizer;

    public TorchTraining(LstmNetwork network, TrainingSet trainingSet, LstmSpec spec, Device device)
    {
        _spec = spec;
        _samples = trainingSet is SlidingSampleSet sliding
            ? new SlidingSampleTensors(sliding, device)
            : new SampleTensors(trainingSet, device);
        _network = new TorchNetwork(network, spec, device);
        _optimizer = spec.Optimizer switch
        {
            OptimizerKind.RmsProp => optim.RMSProp(_network.Parameters, spec.LearningRate, weight_decay: spec.WeightDecay),
            OptimizerKind.Sgd => optim.SGD(_network.Parameters, spec.LearningRate, spec.Momentum, weight_decay: spec.WeightDecay),
            _ => optim.Adam(_network.Parameters, spec.LearningRate, weight_decay: spec.WeightDecay),
        };
    }

    /// <inheritdoc/>
    public double TrainOn(ReadOnlySpan<int> samples, DropoutMasks? masks, double learningRate)
    {
        using var scope = NewDisposeScope();
        foreach (var group in _optimizer.ParamGroups)
        {
            group.LearningRate = learningRate;
        }

        _optimizer.zero_grad();
        var loss = LossOf(samples, masks);
        loss.backward();
        if (_spec.ClipNorm is { } norm)
        {
            nn.utils.clip_grad_norm_(_network.Parameters, norm);
        }

        _optimizer.step();
        return loss.ToSingle();
    }

    /// <inheritdoc/>
    public double Loss(ReadOnlySpan<int> samples)
    {
        // With gradients, as in training: without them libtorch uses oneDNN's LSTM, which is wrong on some processors with AVX-512.
        using var scope = NewDisposeScope();
        return LossOf(samples, null).ToSingle();
    }

    /// <inheritdoc/>
    public void StoreWeights() => _network.Store();

    /// <inheritdoc/>
    public void Dispose()
    {
        _optimizer.Dispose();
        _network.Dispose();
        _samples.Dispose();
    }

    private Tensor LossOf(ReadOnlySpan<int> samples, DropoutMasks? masks)
    {
        var (inputs, targets, weights) = _samples.Take(samples);
        var outputs = _network.Forward(inputs, masks);
        if (weights is not null)
        {
            return WeightedLoss(outputs, targets, weights);
        }

        return _spec.Loss switch
        {
            LossKind.Mse => nn.functional.mse_loss(outputs, targets),
            LossKind.Mae => (outputs - targets).abs().mean(),
            LossKind.Huber => nn.functional.huber_loss(outputs, targets),
            _ => nn.functional.cross_entropy(outputs.reshape(targets.numel(), -1), targets.reshape(-1)),
        };
    }

    // The mean over all outputs; unknown targets have no loss.
    private Tensor WeightedLoss(Tensor outputs, Tensor targets, Tensor weights)
    {
        if (_spec.ForecastsQuantiles)
        {
            targets = targets.repeat_interleave(_spec.OutputsPerStep, 1);
        }

        var errors = where(targets.isnan(), zeros_like(outputs), outputs - targets);
        var losses = _spec.Loss switch
        {
            LossKind.Mse => errors.square(),
            LossKind.Mae => errors.abs(),
            LossKind.Pinball => (errors.abs() / 2) + (errors * Slants(outputs)),
            _ => nn.functional.huber_loss(errors, zeros_like(errors), reduction: nn.Reduction.None),
        };
        return (losses * weights).mean();
    }

    // 1/2 minus the probability of each output's quantile.
    private static Tensor Slants(Tensor outputs)
    {
        var slants = Array.ConvertAll(IntervalLevels.Probabilities.ToArray(), probability => (float)(0.5 - probability));
        return tensor(slants, device: outputs.device).repeat(outputs.shape[1] / slants.Length);
    }
}
