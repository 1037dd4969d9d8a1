using System.Numerics.Tensors;
using Backtest.Core.Numerics;

namespace Backtest.Core.Models.Lstm.Kernels;

/// <summary>
/// Passes of mini-batches through a stack of LSTM layers, forward and back through time, in reusable buffers. Rows of a batch are
/// independent, so several threads can process different ones at once; sums over rows, which make up the gradients of weights, come
/// after all of them.
/// </summary>
internal sealed class LstmStackPass
{
    private readonly LstmShape _shape;
    private readonly int _stack;
    private readonly int _steps;
    private readonly LayerBuffers[] _layers;

    /// <summary>Allocates the buffers.</summary>
    /// <param name="shape">The network's sizes.</param>
    /// <param name="stack">Index of the stack.</param>
    /// <param name="capacity">Largest batch.</param>
    /// <param name="steps">Time steps of each sample.</param>
    public LstmStackPass(LstmShape shape, int stack, int capacity, int steps)
    {
        _shape = shape;
        _stack = stack;
        _steps = steps;
        _layers = [.. Enumerable.Range(0, shape.Layers).Select(layer => new LayerBuffers(shape.Layer(stack, layer), steps * capacity))];
    }

    /// <summary>The top layer's outputs of the last time step, [batch, padded units], after a forward pass.</summary>
    public ReadOnlySpan<float> LastOutput(DropoutMasks? masks, int batch) =>
        Output(_shape.Layers - 1, masks).AsSpan((_steps - 1) * batch * _shape.PaddedUnits, batch * _shape.PaddedUnits);

    /// <summary>Allocates the buffers that masks need, before threads share the work of <see cref="Forward"/>.</summary>
    public void PrepareForward(DropoutMasks? masks)
    {
        foreach (var layer in _layers)
        {
            layer.Prepare(masks);
        }
    }

    /// <summary>Computes the outputs of some rows of a batch.</summary>
    /// <param name="parameters">Weights.</param>
    /// <param name="masks">Dropout masks; null to use every output.</param>
    /// <param name="input">[steps, batch, inputs of the network].</param>
    /// <param name="rows">The rows.</param>
    public void Forward(ReadOnlySpan<float> parameters, DropoutMasks? masks, ReadOnlySpan<float> input, BatchRows rows)
    {
        var below = input[_stack..];
        var stride = _shape.Inputs;
        for (var l = 0; l < _shape.Layers; l++)
        {
            ForwardLayer(parameters, l, masks, below, stride, rows);
            if (masks is { OnOutputs: true })
            {
                masks.Apply(_stack, l, _layers[l].Output, _layers[l].Dropped, _steps, rows);
            }

            below = Output(l, masks);
            stride = _shape.PaddedUnits;
        }
    }

    /// <summary>Lays out the weights for <see cref="Backward"/>, before threads share its work.</summary>
    public void PrepareBackward(ReadOnlySpan<float> parameters)
    {
        for (var l = 0; l < _shape.Layers; l++)
        {
            var at = _shape.Layer(_stack, l);
            MatrixProduct.Transpose(parameters[at.RecurrentWeights], at.PaddedUnits, at.Gates, _layers[l].RecurrentTransposed);
            if (l > 0)
            {
                MatrixProduct.Transpose(parameters[at.InputWeights], at.InputRows, at.Gates, _layers[l].InputTransposed);
            }
        }
    }

    /// <summary>Replaces gate activations of some rows by derivatives of the loss by the gates' inputs, from the top layer down.</summary>
    /// <param name="masks">The masks of the forward pass.</param>
    /// <param name="input">The input of the forward pass.</param>
    /// <param name="work">
    /// Buffers; the last step of <see cref="StackGradients.Upper"/> holds the derivative by the last outputs.
    /// </param>
    /// <param name="rows">The rows.</param>
    /// <param name="gradients">
    /// If the rows are the whole batch, receives the weights' gradients, added at each step while its derivatives are in the cache; empty
    /// if <see cref="AddGradients"/> follows.
    /// </param>
    public void Backward(DropoutMasks? masks, ReadOnlySpan<float> input, StackGradients work, BatchRows rows, Span<float> gradients)
    {
        var (upper, lower) = (work.Upper, work.Lower);
        var top = _shape.Layers - 1;
        for (var t = 0; t < _steps - 1; t++)
        {
            upper.AsSpan(rows.At(t, _shape.PaddedUnits)).Clear();
        }

        if (masks is { OnOutputs: true })
        {
            masks.ApplyLast(_stack, top, upper.AsSpan(rows.At(_steps - 1, _shape.PaddedUnits)), _steps, rows);
        }

        for (var l = top; l >= 0; l--)
        {
            BackwardLayer(l, masks, input, upper, lower, work, rows, gradients);
            if (l > 0 && masks is { OnOutputs: true })
            {
                masks.Apply(_stack, l - 1, lower, lower, _steps, rows);
            }

            (upper, lower) = (lower, upper);
        }
    }

    /// <summary>Adds one part of the weights' gradients, after the backward pass of all rows.</summary>
    /// <param name="masks">The masks of the forward pass.</param>
    /// <param name="input">The input of the forward pass.</param>
    /// <param name="batch">Number of samples in the batch.</param>
    /// <param name="part">Index of the part.</param>
    /// <param name="parts">Number of parts; each is a range of rows of every matrix.</param>
    /// <param name="gradients">Gradients in the layout of the parameters.</param>
    public void AddGradients(DropoutMasks? masks, ReadOnlySpan<float> input, int batch, int part, int parts, Span<float> gradients)
    {
        for (var l = 0; l < _shape.Layers; l++)
        {
            for (var t = _steps - 1; t >= 0; t--)
            {
                AddStepGradients(l, t, masks, input, batch, part, parts, gradients);
            }

            if (part == 0)
            {
                CopyBias(l, gradients);
            }
        }
    }

    /// <summary>Adds the rows of a matrix to a vector, in order.</summary>
    /// <remarks>As a product with a row of ones, which keeps the sums in registers and rounds the same.</remarks>
    public static void AddRows(ReadOnlySpan<float> matrix, Span<float> sum) =>
        MatrixProduct.AddTo(1, matrix.Length / sum.Length, sum.Length, [1f], 0, 0, matrix, sum);

    private float[] Output(int layer, DropoutMasks? masks) => masks is { OnOutputs: true } ? _layers[layer].Dropped : _layers[layer].Output;

    // Without padding, whose zeros would waste time.
    private int InputsOf(int layer) => layer == 0 ? _shape.InputsPerStack : _shape.Units;

    // The gradients of one time step, in an order that does not depend on the split: last step first, then row by row.
    private void AddStepGradients(
        int layer, int step, DropoutMasks? masks, ReadOnlySpan<float> input, int batch, int part, int parts, Span<float> gradients)
    {
        var at = _shape.Layer(_stack, layer);
        var rows = new BatchRows(batch, 0, batch);
        var gates = _layers[layer].Gates.AsSpan(rows.At(step, at.Gates));
        var stride = layer == 0 ? _shape.Inputs : _shape.PaddedUnits;
        var values = layer == 0 ? input[_stack..] : Output(layer - 1, masks);
        AddProduct(
            InputsOf(layer),
            batch,
            values[rows.At(step, stride).Start..],
            stride,
            gates,
            gradients[at.InputWeights],
            at.Gates,
            part,
            parts);
        if (step > 0)
        {
            var fedBack = masks is { OnRecurrence: true } ? _layers[layer].FedBack : _layers[layer].Output;
            AddProduct(
                _shape.Units,
                batch,
                fedBack.AsSpan(rows.At(step - 1, _shape.PaddedUnits)),
                _shape.PaddedUnits,
                gates,
                gradients[at.RecurrentWeights],
                at.Gates,
                part,
                parts);
        }

        if (part == 0)
        {
            AddRows(gates, gradients[at.InputBias]);
        }
    }

    // Both biases have the gradient of their sum.
    private void CopyBias(int layer, Span<float> gradients)
    {
        var at = _shape.Layer(_stack, layer);
        gradients[at.InputBias].CopyTo(gradients[at.RecurrentBias]);
    }

    // A part of gradients += inputs transposed times gates.
    private static void AddProduct(
        int inputs,
        int rows,
        ReadOnlySpan<float> input,
        int stride,
        ReadOnlySpan<float> gates,
        Span<float> gradients,
        int columns,
        int part,
        int parts)
    {
        var (first, end) = (inputs * part / parts, inputs * (part + 1) / parts);
        if (end > first)
        {
            MatrixProduct.AddTo(
                end - first, rows, columns, input[first..], 1, stride, gates, gradients[(first * columns)..(end * columns)]);
        }
    }

    private void ForwardLayer(
        ReadOnlySpan<float> parameters, int layer, DropoutMasks? masks, ReadOnlySpan<float> input, int stride, BatchRows rows)
    {
        var at = _shape.Layer(_stack, layer);
        var buffers = _layers[layer];
        var width = _shape.PaddedUnits;
        for (var t = 0; t < _steps; t++)
        {
            // Step by step, so that the gates of a step stay in the cache until they are activated.
            var gates = buffers.Gates.AsSpan(rows.At(t, at.Gates));
            FillWithBias(parameters[at.InputBias], parameters[at.RecurrentBias], gates);
            MatrixProduct.AddTo(
                rows.Count, InputsOf(layer), at.Gates, input[rows.At(t, stride).Start..], stride, 1, parameters[at.InputWeights], gates);
            if (t > 0)
            {
                ReadOnlySpan<float> fedBack = buffers.Output.AsSpan(rows.At(t - 1, width));
                if (masks is { OnRecurrence: true })
                {
                    var masked = buffers.FedBack.AsSpan(rows.At(t - 1, width));
                    masks.ApplyRecurrent(_stack, layer, fedBack, masked, rows);
                    fedBack = masked;
                }

                MatrixProduct.AddTo(rows.Count, _shape.Units, at.Gates, fedBack, width, 1, parameters[at.RecurrentWeights], gates);
            }

            var previous = t > 0 ? buffers.Cell.AsSpan(rows.At(t - 1, width)) : default;
            var cell = buffers.Cell.AsSpan(rows.At(t, width));
            var activated = buffers.ActivatedCell.AsSpan(rows.At(t, width));
            var output = buffers.Output.AsSpan(rows.At(t, width));
            if (_shape.CellActivation == CellActivation.Tanh)
            {
                LstmCell.Forward<TanhCell>(gates, previous, cell, activated, output, width);
            }
            else
            {
                LstmCell.Forward<ReluCell>(gates, previous, cell, activated, output, width);
            }
        }
    }

    private static void FillWithBias(ReadOnlySpan<float> inputBias, ReadOnlySpan<float> recurrentBias, Span<float> gates)
    {
        var first = gates[..inputBias.Length];
        TensorPrimitives.Add(inputBias, recurrentBias, first);
        for (var row = first.Length; row < gates.Length; row += first.Length)
        {
            first.CopyTo(gates[row..]);
        }
    }

    private void BackwardLayer(
        int layer,
        DropoutMasks? masks,
        ReadOnlySpan<float> input,
        float[] outputGradient,
        float[] inputGradient,
        StackGradients work,
        BatchRows rows,
        Span<float> gradients)
    {
        var at = _shape.Layer(_stack, layer);
        var buffers = _layers[layer];
        var width = _shape.PaddedUnits;
        var cellGradient = work.Cell.AsSpan(rows.At(0, width));
        cellGradient.Clear();
        for (var t = _steps - 1; t >= 0; t--)
        {
            var gates = buffers.Gates.AsSpan(rows.At(t, at.Gates));
            var previous = t > 0 ? buffers.Cell.AsSpan(rows.At(t - 1, width)) : default;
            var activated = buffers.ActivatedCell.AsSpan(rows.At(t, width));
            var output = outputGradient.AsSpan(rows.At(t, width));
            if (_shape.CellActivation == CellActivation.Tanh)
            {
                LstmCell.Backward<TanhCell>(gates, previous, activated, output, cellGradient, width);
            }
            else
            {
                LstmCell.Backward<ReluCell>(gates, previous, activated, output, cellGradient, width);
            }

            if (t > 0)
            {
                BackwardRecurrence(layer, masks, gates, outputGradient.AsSpan(rows.At(t - 1, width)), work, rows);
            }

            if (layer > 0)
            {
                var below = inputGradient.AsSpan(rows.At(t, width));
                below.Clear();
                MatrixProduct.AddTo(rows.Count, at.Gates, width, gates, at.Gates, 1, buffers.InputTransposed, below);
            }

            if (!gradients.IsEmpty)
            {
                AddStepGradients(layer, t, masks, input, rows.Batch, 0, 1, gradients);
            }
        }

        if (!gradients.IsEmpty)
        {
            CopyBias(layer, gradients);
        }
    }

    // Adds the gates' derivatives of a time step to the derivative by the outputs of the previous step.
    private void BackwardRecurrence(
        int layer, DropoutMasks? masks, ReadOnlySpan<float> gates, Span<float> previousGradient, StackGradients work, BatchRows rows)
    {
        var at = _shape.Layer(_stack, layer);
        var transposed = _layers[layer].RecurrentTransposed;
        if (masks is not { OnRecurrence: true })
        {
            MatrixProduct.AddTo(rows.Count, at.Gates, at.PaddedUnits, gates, at.Gates, 1, transposed, previousGradient);
            return;
        }

        var step = work.Step.AsSpan(rows.At(0, at.PaddedUnits));
        step.Clear();
        MatrixProduct.AddTo(rows.Count, at.Gates, at.PaddedUnits, gates, at.Gates, 1, transposed, step);
        masks.ApplyRecurrent(_stack, layer, step, step, rows);
        TensorPrimitives.Add(previousGradient, step, previousGradient);
    }

    private sealed class LayerBuffers(LstmShape.LayerOffsets at, int rows)
    {
        private float[]? _dropped;
        private float[]? _fedBack;
        private float[]? _inputTransposed;
        private float[]? _recurrentTransposed;

        /// <summary>Gate inputs, then activations, then their gradients.</summary>
        public float[] Gates { get; } = new float[rows * at.Gates];

        public float[] Cell { get; } = new float[rows * at.PaddedUnits];

        public float[] ActivatedCell { get; } = new float[rows * at.PaddedUnits];

        public float[] Output { get; } = new float[rows * at.PaddedUnits];

        // The first preparation that needs the following creates it, since predictions do not.

        /// <summary>Outputs after dropout.</summary>
        public float[] Dropped => _dropped!;

        /// <summary>Outputs after recurrent dropout.</summary>
        public float[] FedBack => _fedBack!;

        public float[] InputTransposed => _inputTransposed ??= new float[at.Gates * at.InputRows];

        public float[] RecurrentTransposed => _recurrentTransposed ??= new float[at.Gates * at.PaddedUnits];

        public void Prepare(DropoutMasks? masks)
        {
            if (masks is { OnOutputs: true })
            {
                _dropped ??= new float[rows * at.PaddedUnits];
            }

            if (masks is { OnRecurrence: true })
            {
                _fedBack ??= new float[rows * at.PaddedUnits];
            }
        }
    }
}
