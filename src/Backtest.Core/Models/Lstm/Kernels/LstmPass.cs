using Backtest.Core.Numerics;

namespace Backtest.Core.Models.Lstm.Kernels;

/// <summary>
/// Passes of mini-batches through a network, forward and back through time, in reusable buffers.
/// </summary>
internal sealed class LstmPass
{
    private readonly LstmShape _shape;
    private readonly int _steps;
    private readonly WorkTeam? _team;
    private readonly float[] _input;
    private readonly LstmStackPass[] _stacks;
    private readonly DensePass _dense;
    private readonly float[] _last;
    private readonly Action<int> _forwardPart;
    private readonly Action<int> _backwardPart;
    private readonly Action<int> _gradientPart;

    // Created by the first backward pass, since predictions do not need them.
    private StackGradients? _work;
    private float[]? _lastGradient;

    // The arguments of the current pass, for the threads that share it.
    private (float[] Parameters, DropoutMasks? Masks, float[] Gradients, int Batch) _at;

    /// <summary>Allocates the buffers.</summary>
    /// <param name="shape">The network's sizes.</param>
    /// <param name="capacity">Largest batch.</param>
    /// <param name="steps">Time steps of each sample.</param>
    /// <param name="team">Threads that share the work of each batch; null for only the caller's. The numbers are the same.</param>
    public LstmPass(LstmShape shape, int capacity, int steps, WorkTeam? team = null)
    {
        _shape = shape;
        _steps = steps;
        _team = team;
        _input = new float[steps * capacity * shape.Inputs];
        _stacks = [.. Enumerable.Range(0, shape.Stacks).Select(stack => new LstmStackPass(shape, stack, capacity, steps))];
        _dense = new DensePass(shape, capacity);
        _last = new float[capacity * shape.DenseAt(0).Rows];
        _at = ([], null, [], capacity);
        Capacity = capacity;
        (_forwardPart, _backwardPart, _gradientPart) = (ForwardPart, BackwardPart, GradientPart);
    }

    /// <summary>Largest batch.</summary>
    public int Capacity { get; }

    /// <summary>Sets the size of the next batch.</summary>
    public void Begin(int batch) => _at.Batch = batch;

    /// <summary>The buffer for the values of a sample's time step.</summary>
    public Span<float> Input(int step, int sample) => _input.AsSpan(((step * _at.Batch) + sample) * _shape.Inputs, _shape.Inputs);

    /// <summary>The outputs of a sample after a forward pass.</summary>
    public ReadOnlySpan<float> Output(int sample) => _dense.Output(sample);

    /// <summary>Computes the outputs of the batch.</summary>
    /// <param name="parameters">Weights.</param>
    /// <param name="masks">Dropout masks of each layer's outputs; null to use every output.</param>
    public void Forward(float[] parameters, DropoutMasks? masks)
    {
        _at = _at with { Parameters = parameters, Masks = masks };
        foreach (var stack in _stacks)
        {
            stack.PrepareForward(masks);
        }

        Share(_forwardPart);
        for (var s = 0; s < _stacks.Length; s++)
        {
            CopyColumns(_stacks[s]
                .LastOutput(masks, _at.Batch), _shape.PaddedUnits, 0, _last, _shape.DenseAt(0).Rows, s * _shape.PaddedUnits);
        }

        _dense.Forward(parameters, _last, _at.Batch);
    }

    /// <summary>Adds the gradient of the loss to <paramref name="gradients"/>, after a forward pass of the same batch.</summary>
    /// <param name="outputGradients">Derivative of the loss, [batch, padded outputs].</param>
    /// <param name="byLinear">Whether it is the derivative by the outputs before their activation.</param>
    /// <param name="gradients">Gradients in the layout of the parameters.</param>
    public void Backward(ReadOnlySpan<float> outputGradients, bool byLinear, float[] gradients)
    {
        _work ??= new StackGradients(_shape.PaddedUnits, Capacity, _steps);
        _lastGradient ??= new float[_last.Length];
        var length = _at.Batch * _shape.DenseAt(0).Rows;
        _dense.Backward(
            _at.Parameters, _last.AsSpan(0, length), _at.Batch, outputGradients, byLinear, gradients, _lastGradient.AsSpan(0, length));
        foreach (var stack in _stacks)
        {
            stack.PrepareBackward(_at.Parameters);
        }

        _at.Gradients = gradients;
        Share(_backwardPart);
        if (_team is not null)
        {
            Share(_gradientPart);
        }
    }

    private int Parts => _team?.Size ?? 1;

    private void Share(Action<int> part)
    {
        if (_team is null)
        {
            part(0);
        }
        else
        {
            _team.Run(part);
        }
    }

    private void ForwardPart(int part)
    {
        var rows = BatchRows.Part(_at.Batch, part, Parts);
        for (var s = 0; s < _stacks.Length && rows.Count > 0; s++)
        {
            _stacks[s].Forward(_at.Parameters, _at.Masks, _input, rows);
        }
    }

    private void BackwardPart(int part)
    {
        var rows = BatchRows.Part(_at.Batch, part, Parts);
        var width = _shape.PaddedUnits;
        var dense = _shape.DenseAt(0).Rows;
        for (var s = 0; s < _stacks.Length && rows.Count > 0; s++)
        {
            CopyColumns(
                _lastGradient.AsSpan(rows.At(0, dense)), dense, s * width, _work!.Upper.AsSpan(rows.At(_steps - 1, width)), width, 0);
            _stacks[s].Backward(_at.Masks, _input, _work, rows, _team is null ? _at.Gradients : []);
        }
    }

    private void GradientPart(int part)
    {
        foreach (var stack in _stacks)
        {
            stack.AddGradients(_at.Masks, _input, _at.Batch, part, Parts, _at.Gradients);
        }
    }

    // Copies the padded units of one stack between matrices of one stack and of all stacks, row by row.
    private void CopyColumns(ReadOnlySpan<float> from, int fromWidth, int fromColumn, Span<float> to, int toWidth, int toColumn)
    {
        for (var row = 0; row < from.Length / fromWidth; row++)
        {
            from.Slice((row * fromWidth) + fromColumn, _shape.PaddedUnits).CopyTo(to[((row * toWidth) + toColumn)..]);
        }
    }
}
