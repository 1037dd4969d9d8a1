using System.Numerics.Tensors;
using Backtest.Core.Numerics;

namespace Backtest.Core.Models.Lstm;

/// <summary>
/// Buffers for passes of mini-batches through a network, forward and back through time. They are made once and used
/// for every batch; all are [steps, batch, padded width], so that a time step of a batch is one matrix.
/// </summary>
internal sealed class LstmPass
{
    private readonly LstmShape _shape;
    private readonly int _steps;
    private readonly float[] _input;
    private readonly LayerBuffers[] _layers;
    private readonly float[][] _dense;
    private int _batch;

    // Made by the first backward pass: predicting needs none of them.
    private BackwardBuffers? _backward;

    /// <summary>Makes the buffers.</summary>
    /// <param name="shape">The network's sizes.</param>
    /// <param name="capacity">Largest batch.</param>
    /// <param name="steps">Time steps of each window.</param>
    public LstmPass(LstmShape shape, int capacity, int steps)
    {
        _shape = shape;
        _steps = steps;
        _batch = capacity;
        _input = new float[steps * capacity * shape.Inputs];
        _layers = [.. Enumerable.Range(0, shape.Layers).Select(_ => new LayerBuffers(steps * capacity, shape.PaddedUnits))];
        _dense = [.. shape.Dense.Select(layer => new float[capacity * MatrixProduct.Pad(layer.Units)])];
        Capacity = capacity;
    }

    /// <summary>Largest batch.</summary>
    public int Capacity { get; }

    /// <summary>Sets the size of the batch that is filled in next.</summary>
    public void Begin(int batch) => _batch = batch;

    /// <summary>Where the values of a window's time step go.</summary>
    public Span<float> Input(int step, int window) => _input.AsSpan(((step * _batch) + window) * _shape.Inputs, _shape.Inputs);

    /// <summary>The outputs of a window after a forward pass.</summary>
    public ReadOnlySpan<float> Output(int window) => _dense[^1].AsSpan(window * _shape.PaddedOutputs, _shape.Outputs);

    /// <summary>Computes the outputs of the batch.</summary>
    /// <param name="parameters">Weights.</param>
    /// <param name="masks">Dropout masks of each layer's outputs; null to use every output.</param>
    public void Forward(ReadOnlySpan<float> parameters, DropoutMasks? masks)
    {
        ReadOnlySpan<float> input = _input;
        var inputs = _shape.Inputs;
        for (var l = 0; l < _shape.Layers; l++)
        {
            ForwardLayer(parameters, l, masks, input, inputs);
            if (masks is { OnOutputs: true })
            {
                masks.Apply(l, _layers[l].Output, _layers[l].Dropped, _steps, _batch);
            }

            input = LayerOutput(l, masks);
            inputs = _shape.PaddedUnits;
        }

        var last = _batch * _shape.PaddedUnits;
        input = input.Slice((_steps - 1) * last, last);
        for (var d = 0; d < _dense.Length; d++)
        {
            ForwardDense(parameters, d, input);
            input = _dense[d];
        }
    }

    /// <summary>Adds the gradient of the loss to <paramref name="gradients"/>, after a forward pass of the same batch.</summary>
    /// <param name="parameters">Weights.</param>
    /// <param name="masks">The masks of the forward pass.</param>
    /// <param name="outputGradients">Derivative of the loss by each output, [batch, padded outputs]; overwritten.</param>
    /// <param name="gradients">In the layout of the parameters.</param>
    public void Backward(ReadOnlySpan<float> parameters, DropoutMasks? masks, Span<float> outputGradients, Span<float> gradients)
    {
        var buffers = _backward ??= new BackwardBuffers(_shape, Capacity, _steps);
        var width = _shape.PaddedUnits;
        var last = (_steps - 1) * _batch * width;
        var top = _shape.Layers - 1;
        var upper = buffers.Upper.AsSpan(0, _steps * _batch * width);
        var lower = buffers.Lower.AsSpan(0, _steps * _batch * width);
        upper[..last].Clear();
        BackwardDense(parameters, LayerOutput(top, masks).Slice(last, _batch * width), outputGradients, upper[last..], buffers, gradients);
        if (masks is { OnOutputs: true })
        {
            masks.ApplyLast(top, upper[last..], _steps, _batch);
        }

        for (var l = top; l >= 0; l--)
        {
            BackwardLayer(parameters, l, masks, upper, lower, buffers, gradients);
            if (l > 0 && masks is { OnOutputs: true })
            {
                masks.Apply(l - 1, lower, lower, _steps, _batch);
            }

            var swap = upper;
            upper = lower;
            lower = swap;
        }
    }

    private ReadOnlySpan<float> LayerOutput(int layer, DropoutMasks? masks) =>
        masks is { OnOutputs: true } ? _layers[layer].Dropped : _layers[layer].Output;

    private void ForwardLayer(ReadOnlySpan<float> parameters, int layer, DropoutMasks? masks, ReadOnlySpan<float> input, int inputs)
    {
        var at = _shape.Layer(layer);
        var buffers = _layers[layer];
        var width = _shape.PaddedUnits;
        var rows = _steps * _batch;
        var bias = buffers.Gates.AsSpan(0, at.Gates);
        TensorPrimitives.Add(parameters[at.InputBias], parameters[at.RecurrentBias], bias);
        for (var row = 1; row < rows; row++)
        {
            bias.CopyTo(buffers.Gates.AsSpan(row * at.Gates));
        }

        MatrixProduct.AddTo(rows, inputs, at.Gates, input, inputs, 1, parameters[at.InputWeights], buffers.Gates);
        for (var t = 0; t < _steps; t++)
        {
            var gates = buffers.Gates.AsSpan(t * _batch * at.Gates, _batch * at.Gates);
            var previous = (t - 1) * _batch * width;
            if (t > 0)
            {
                var fedBack = buffers.Output.AsSpan(previous, _batch * width);
                if (masks is { OnRecurrence: true })
                {
                    masks.ApplyRecurrent(layer, fedBack, buffers.FedBack.AsSpan(previous));
                    fedBack = buffers.FedBack.AsSpan(previous, _batch * width);
                }

                MatrixProduct.AddTo(_batch, width, at.Gates, fedBack, width, 1, parameters[at.RecurrentWeights], gates);
            }

            for (var b = 0; b < _batch; b++)
            {
                var row = ((t * _batch) + b) * width;
                var previousCell = t > 0 ? buffers.Cell.AsSpan(previous + (b * width), width) : default;
                var gate = gates.Slice(b * at.Gates, at.Gates);
                var cell = buffers.Cell.AsSpan(row, width);
                var activated = buffers.ActivatedCell.AsSpan(row, width);
                var output = buffers.Output.AsSpan(row, width);
                if (_shape.CellActivation == CellActivation.Tanh)
                {
                    LstmCell.Forward<TanhCell>(gate, previousCell, cell, activated, output);
                }
                else
                {
                    LstmCell.Forward<ReluCell>(gate, previousCell, cell, activated, output);
                }
            }
        }
    }

    private void BackwardLayer(
        ReadOnlySpan<float> parameters, int layer, DropoutMasks? masks, Span<float> outputGradient, Span<float> inputGradient, BackwardBuffers work, Span<float> gradients)
    {
        var at = _shape.Layer(layer);
        var buffers = _layers[layer];
        var width = _shape.PaddedUnits;
        var rows = _steps * _batch;
        MatrixProduct.Transpose(parameters[at.RecurrentWeights], width, at.Gates, work.Transposed);
        var cellGradient = work.Cell.AsSpan(0, _batch * width);
        cellGradient.Clear();
        for (var t = _steps - 1; t >= 0; t--)
        {
            var gates = buffers.Gates.AsSpan(t * _batch * at.Gates, _batch * at.Gates);
            var previous = (t - 1) * _batch * width;
            for (var b = 0; b < _batch; b++)
            {
                var row = ((t * _batch) + b) * width;
                var previousCell = t > 0 ? buffers.Cell.AsSpan(previous + (b * width), width) : default;
                var gate = gates.Slice(b * at.Gates, at.Gates);
                var activated = buffers.ActivatedCell.AsSpan(row, width);
                if (_shape.CellActivation == CellActivation.Tanh)
                {
                    LstmCell.Backward<TanhCell>(gate, previousCell, activated, outputGradient.Slice(row, width), cellGradient.Slice(b * width, width));
                }
                else
                {
                    LstmCell.Backward<ReluCell>(gate, previousCell, activated, outputGradient.Slice(row, width), cellGradient.Slice(b * width, width));
                }
            }

            if (t > 0)
            {
                BackwardRecurrence(layer, masks, gates, outputGradient.Slice(previous, _batch * width), work);
            }
        }

        // Weight gradients of all time steps at once: inputs transposed times gate gradients.
        var inputs = layer == 0 ? _shape.Inputs : width;
        var input = layer == 0 ? _input : LayerOutput(layer - 1, masks);
        MatrixProduct.AddTo(inputs, rows, at.Gates, input, 1, inputs, buffers.Gates, gradients[at.InputWeights]);
        var fedBack = masks is { OnRecurrence: true } ? buffers.FedBack : buffers.Output;
        MatrixProduct.AddTo(width, rows - _batch, at.Gates, fedBack, 1, width, buffers.Gates.AsSpan(_batch * at.Gates), gradients[at.RecurrentWeights]);
        AddRows(buffers.Gates, rows, gradients[at.InputBias]);
        AddRows(buffers.Gates, rows, gradients[at.RecurrentBias]);
        if (layer > 0)
        {
            MatrixProduct.Transpose(parameters[at.InputWeights], width, at.Gates, work.Transposed);
            inputGradient.Clear();
            MatrixProduct.AddTo(rows, at.Gates, width, buffers.Gates, at.Gates, 1, work.Transposed, inputGradient);
        }
    }

    // Adds what a time step's gates give to the derivative by the outputs of the step before.
    private void BackwardRecurrence(int layer, DropoutMasks? masks, ReadOnlySpan<float> gates, Span<float> previousGradient, BackwardBuffers work)
    {
        var at = _shape.Layer(layer);
        if (masks is not { OnRecurrence: true })
        {
            MatrixProduct.AddTo(_batch, at.Gates, _shape.PaddedUnits, gates, at.Gates, 1, work.Transposed, previousGradient);
            return;
        }

        var step = work.Step.AsSpan(0, previousGradient.Length);
        step.Clear();
        MatrixProduct.AddTo(_batch, at.Gates, _shape.PaddedUnits, gates, at.Gates, 1, work.Transposed, step);
        masks.ApplyRecurrent(layer, step, step);
        TensorPrimitives.Add(previousGradient, step, previousGradient);
    }

    private void ForwardDense(ReadOnlySpan<float> parameters, int layer, ReadOnlySpan<float> input)
    {
        var at = _shape.DenseAt(layer);
        var output = _dense[layer];
        for (var b = 0; b < _batch; b++)
        {
            parameters[at.Bias].CopyTo(output.AsSpan(b * at.Columns));
        }

        MatrixProduct.AddTo(_batch, at.Rows, at.Columns, input, at.Rows, 1, parameters[at.Weights], output);
        var (units, activation) = _shape.Dense[layer];
        for (var b = 0; b < _batch; b++)
        {
            DenseActivation.Apply(activation, output.AsSpan(b * at.Columns, at.Columns), units);
        }
    }

    // From the outputs down to the last step of the top LSTM layer.
    private void BackwardDense(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> lastOutput, Span<float> outputGradients, Span<float> lastGradient, BackwardBuffers work, Span<float> gradients)
    {
        outputGradients.CopyTo(work.Dense[^1]);
        for (var d = _dense.Length - 1; d >= 0; d--)
        {
            var at = _shape.DenseAt(d);
            var (units, activation) = _shape.Dense[d];
            var gradient = work.Dense[d].AsSpan(0, _batch * at.Columns);
            for (var b = 0; b < _batch; b++)
            {
                DenseActivation.MultiplyByDerivative(activation, _dense[d].AsSpan(b * at.Columns, units), gradient.Slice(b * at.Columns, units));
            }

            var input = d == 0 ? lastOutput : _dense[d - 1];
            MatrixProduct.AddTo(at.Rows, _batch, at.Columns, input, 1, at.Rows, gradient, gradients[at.Weights]);
            AddRows(gradient, _batch, gradients[at.Bias]);
            var inputGradient = d == 0 ? lastGradient : work.Dense[d - 1].AsSpan(0, _batch * at.Rows);
            inputGradient.Clear();
            MatrixProduct.Transpose(parameters[at.Weights], at.Rows, at.Columns, work.Transposed);
            MatrixProduct.AddTo(_batch, at.Columns, at.Rows, gradient, at.Columns, 1, work.Transposed, inputGradient);
        }
    }

    private static void AddRows(ReadOnlySpan<float> matrix, int rows, Span<float> sum)
    {
        for (var row = 0; row < rows; row++)
        {
            TensorPrimitives.Add(sum, matrix.Slice(row * sum.Length, sum.Length), sum);
        }
    }

    private sealed class LayerBuffers(int rows, int width)
    {
        private float[]? _dropped;
        private float[]? _fedBack;

        /// <summary>Gate inputs, then activations, then their gradients.</summary>
        public float[] Gates { get; } = new float[rows * 4 * width];

        public float[] Cell { get; } = new float[rows * width];

        public float[] ActivatedCell { get; } = new float[rows * width];

        public float[] Output { get; } = new float[rows * width];

        /// <summary>Outputs after dropout.</summary>
        public float[] Dropped => _dropped ??= new float[rows * width];

        /// <summary>Outputs after recurrent dropout.</summary>
        public float[] FedBack => _fedBack ??= new float[rows * width];
    }

    private sealed class BackwardBuffers(LstmShape shape, int capacity, int steps)
    {
        /// <summary>Derivative by the outputs of the layer at work.</summary>
        public float[] Upper { get; } = new float[steps * capacity * shape.PaddedUnits];

        /// <summary>Derivative by the outputs of the layer below.</summary>
        public float[] Lower { get; } = new float[steps * capacity * shape.PaddedUnits];

        public float[] Cell { get; } = new float[capacity * shape.PaddedUnits];

        public float[] Step { get; } = new float[capacity * shape.PaddedUnits];

        public float[][] Dense { get; } = [.. shape.Dense.Select(layer => new float[capacity * MatrixProduct.Pad(layer.Units)])];

        public float[] Transposed { get; } = new float[Math.Max(
            4 * shape.PaddedUnits * shape.PaddedUnits,
            Enumerable.Range(0, shape.Dense.Count).Max(d => shape.DenseAt(d).Rows * shape.DenseAt(d).Columns))];
    }
}
