namespace Backtest.Core.Models.Lstm;

/// <summary>Loss and gradient of a mini-batch, in buffers that are used again for the next one.</summary>
/// <param name="shape">The network's sizes.</param>
/// <param name="capacity">Largest batch.</param>
/// <param name="steps">Time steps of each window.</param>
/// <param name="loss">What is minimised.</param>
internal sealed class TrainingStep(LstmShape shape, int capacity, int steps, LossKind loss = LossKind.Mse)
{
    private readonly LstmPass _pass = new(shape, capacity, steps);
    private readonly float[] _targets = new float[capacity * shape.Outputs];
    private readonly float[] _outputGradients = new float[capacity * shape.PaddedOutputs];
    private readonly float[] _gradients = new float[shape.ParameterLength];
    private int _batch;

    /// <summary>The gradient of the last batch, in the layout of the parameters.</summary>
    public Span<float> Gradients => _gradients;

    /// <summary>Takes windows of a training set as the batch.</summary>
    public void Fill(TrainingSet set, ReadOnlySpan<int> windows)
    {
        Begin(windows.Length);
        for (var b = 0; b < windows.Length; b++)
        {
            for (var t = 0; t < steps; t++)
            {
                set.Inputs.AsSpan((windows[b] + t) * set.InputCount, set.InputCount).CopyTo(Input(t, b));
            }

            Target(b)[0] = set.Targets[windows[b] + set.LookBack];
        }
    }

    /// <summary>Sets the size of the batch that is filled in next.</summary>
    public void Begin(int batch)
    {
        _batch = batch;
        _pass.Begin(batch);
    }

    /// <summary>Where the values of a window's time step go.</summary>
    public Span<float> Input(int step, int window) => _pass.Input(step, window);

    /// <summary>Where the targets of a window go.</summary>
    public Span<float> Target(int window) => _targets.AsSpan(window * shape.Outputs, shape.Outputs);

    /// <summary>Computes the mean loss of the batch.</summary>
    public double Loss(ReadOnlySpan<float> parameters)
    {
        _pass.Forward(parameters, null);
        return LossAndDerivative([]);
    }

    /// <summary>Computes the mean loss of the batch and its gradient.</summary>
    public double Gradient(ReadOnlySpan<float> parameters, DropoutMasks? masks)
    {
        _pass.Forward(parameters, masks);
        var outputGradients = _outputGradients.AsSpan(0, _batch * shape.PaddedOutputs);
        outputGradients.Clear();
        var mean = LossAndDerivative(outputGradients);
        _gradients.AsSpan().Clear();
        _pass.Backward(parameters, masks, outputGradients, _gradients);
        return mean;
    }

    // The derivative by each output goes to a row of padded outputs per window; nowhere where the span is empty.
    private double LossAndDerivative(Span<float> outputGradients)
    {
        var count = _batch * shape.Outputs;
        var sum = 0.0;
        for (var b = 0; b < _batch; b++)
        {
            var output = _pass.Output(b);
            var target = Target(b);
            for (var k = 0; k < output.Length; k++)
            {
                var error = output[k] - target[k];
                sum += LossFunction.Value(loss, error) / count;
                if (!outputGradients.IsEmpty)
                {
                    outputGradients[(b * shape.PaddedOutputs) + k] = LossFunction.Derivative(loss, error) / count;
                }
            }
        }

        return sum;
    }
}
