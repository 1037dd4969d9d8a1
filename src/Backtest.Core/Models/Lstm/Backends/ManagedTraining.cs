using Backtest.Core.Models.Lstm.Kernels;
using Backtest.Core.Models.Lstm.Samples;
using Backtest.Core.Numerics;

namespace Backtest.Core.Models.Lstm.Backends;

/// <summary>A training of the built-in backend, which updates the network's weights in place.</summary>
internal sealed class ManagedTraining : ILstmTraining
{
    // With fewer samples, a thread's products are too small to be worth waiting for the others.
    private const int MinimumRowsPerThread = 8;

    private readonly LstmNetwork _network;
    private readonly TrainingSet _set;
    private readonly LstmSpec _spec;
    private readonly WorkTeam? _team;
    private readonly TrainingStep _step;
    private readonly IOptimizer _optimizer;

    public ManagedTraining(LstmNetwork network, TrainingSet set, LstmSpec spec, int capacity, int threads)
    {
        (_network, _set, _spec) = (network, set, spec);
        threads = Math.Min(threads, capacity / MinimumRowsPerThread);
        _team = threads > 1 ? new WorkTeam(threads) : null;
        _step = new TrainingStep(network.Shape, capacity, set.Steps, spec.Loss, _team);
        _optimizer = spec.Optimizer switch
        {
            OptimizerKind.RmsProp => new RmsProp(network.Shape.ParameterLength),
            OptimizerKind.Sgd => new GradientDescent(network.Shape.ParameterLength, spec.Momentum),
            _ => new Adam(network.Shape.ParameterLength),
        };
    }

    /// <inheritdoc/>
    public double TrainOn(ReadOnlySpan<int> samples, DropoutMasks? masks, double learningRate)
    {
        _step.Fill(_set, samples);
        var loss = _step.Gradient(_network.Parameters, masks);
        if (_spec.ClipNorm is { } norm)
        {
            GradientClipping.Clip(_step.Gradients, norm);
        }

        if (_spec.WeightDecay > 0)
        {
            WeightPenalty.AddTo(_step.Gradients, _network.Parameters, _spec.WeightDecay);
        }

        _optimizer.Step(_network.Parameters, _step.Gradients, learningRate);
        return loss;
    }

    /// <inheritdoc/>
    public double Loss(ReadOnlySpan<int> samples)
    {
        _step.Fill(_set, samples);
        return _step.Loss(_network.Parameters);
    }

    /// <inheritdoc/>
    public void StoreWeights()
    {
    }

    /// <inheritdoc/>
    public void Dispose() => _team?.Dispose();
}
