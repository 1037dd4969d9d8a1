using Backtest.Core.Numerics;

namespace Backtest.Core.Models.Lstm;

/// <summary>
/// Sizes of a network and the positions of its weights in one array. Rows are padded to whole vectors; padded weights are zero and stay
/// zero, because their gradients are zero.
/// </summary>
/// <remarks>
/// LSTM layer l: input weights [inputs, 4 units], recurrent weights [units, 4 units], two bias vectors [4 units], as in
/// PyTorch and ONNX (only their sum matters). The four gates are in the order i, f, g, o. Dense layer: weights
/// [inputs, units], bias [units]; the last one is the output. With branches, every input has its own stack of LSTM layers,
/// and the dense layers see the stacks' last outputs one after another.
/// </remarks>
public sealed class LstmShape
{
    // On machines with vectors of sixteen values, rows of whole vectors of eight take up to three times as long.
    private const int UnitsAtATime = 16;

    private readonly LayerOffsets[] _layers;
    private readonly DenseOffsets[] _dense;

    /// <summary>Lays out a network.</summary>
    /// <param name="inputs">Values per time step.</param>
    /// <param name="units">Units of every LSTM layer.</param>
    /// <param name="layers">Number of LSTM layers.</param>
    /// <param name="dense">Dense layers before the output.</param>
    /// <param name="outputs">Number of outputs.</param>
    /// <param name="outputActivation">Activation of the outputs.</param>
    /// <param name="cellActivation">Activation inside the LSTM layers.</param>
    /// <param name="branches">Whether every input has its own LSTM layers.</param>
    /// <param name="groupLength">Number of outputs that share an activation; 0 for all outputs.</param>
    public LstmShape(
        int inputs,
        int units,
        int layers,
        IReadOnlyList<DenseLayer> dense,
        int outputs,
        Activation outputActivation,
        CellActivation cellActivation = CellActivation.Tanh,
        bool branches = false,
        int groupLength = 0)
    {
        CellActivation = cellActivation;
        Inputs = inputs;
        Units = units;
        Layers = layers;
        Stacks = branches ? inputs : 1;
        GroupLength = groupLength > 0 ? groupLength : outputs;
        Dense = [.. dense, new DenseLayer(outputs, outputActivation)];
        PaddedUnits = (units + UnitsAtATime - 1) / UnitsAtATime * UnitsAtATime;
        _layers = new LayerOffsets[Stacks * layers];
        var offset = 0;
        for (var k = 0; k < _layers.Length; k++)
        {
            _layers[k] = new LayerOffsets(offset, k % layers == 0 ? InputsPerStack : PaddedUnits, PaddedUnits);
            offset = _layers[k].End;
        }

        _dense = new DenseOffsets[Dense.Count];
        for (var d = 0; d < _dense.Length; d++)
        {
            _dense[d] = new DenseOffsets(
                offset, d == 0 ? Stacks * PaddedUnits : MatrixProduct.Pad(Dense[d - 1].Units), MatrixProduct.Pad(Dense[d].Units));
            offset = _dense[d].End;
        }

        ParameterLength = offset;
    }

    /// <summary>The shape of a spec's networks.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="inputs">Values per time step.</param>
    public static LstmShape Of(LstmSpec spec, int inputs) => new(
        inputs,
        spec.Units,
        spec.Layers,
        spec.Dense,
        spec.OutputSteps * spec.OutputsPerStep,
        spec.OutputActivation,
        spec.CellActivation,
        spec.Branches,
        spec.Bins is null && !spec.ForecastsQuantiles ? 0 : spec.OutputsPerStep);

    /// <summary>Values per time step.</summary>
    public int Inputs { get; }

    /// <summary>Units of every LSTM layer.</summary>
    public int Units { get; }

    /// <summary>Number of LSTM layers of each stack.</summary>
    public int Layers { get; }

    /// <summary>Number of stacks of LSTM layers: one, or with branches one per input.</summary>
    public int Stacks { get; }

    /// <summary>Values per time step that a stack sees.</summary>
    public int InputsPerStack => Inputs / Stacks;

    /// <summary>Activation inside the LSTM layers.</summary>
    public CellActivation CellActivation { get; }

    /// <summary>Dense layers, the output last.</summary>
    public IReadOnlyList<DenseLayer> Dense { get; }

    /// <summary>Number of outputs.</summary>
    public int Outputs => Dense[^1].Units;

    /// <summary>Number of successive outputs that share an activation: the probabilities or the quantiles of a step.</summary>
    public int GroupLength { get; }

    internal int PaddedUnits { get; }

    internal int PaddedOutputs => MatrixProduct.Pad(Outputs);

    /// <summary>Length of the parameter array, including padding.</summary>
    internal int ParameterLength { get; }

    /// <summary>Values that a dense layer sees, without padding.</summary>
    public int DenseInputs(int layer) => layer == 0 ? Stacks * Units : Dense[layer - 1].Units;

    /// <summary>Number of a dense layer's outputs that share an activation.</summary>
    public int GroupLengthOf(int layer) => layer == Dense.Count - 1 ? GroupLength : Dense[layer].Units;

    internal LayerOffsets Layer(int stack, int layer) => _layers[(stack * Layers) + layer];

    internal DenseOffsets DenseAt(int layer) => _dense[layer];

    /// <summary>The row of a dense layer's weights that belongs to one of its inputs.</summary>
    internal int DenseRow(int layer, int input) => layer == 0 ? (input / Units * PaddedUnits) + (input % Units) : input;

    /// <summary>The positions of an LSTM layer's weights.</summary>
    /// <param name="Start">Index of its first weight.</param>
    /// <param name="InputRows">Rows of its input weights.</param>
    /// <param name="PaddedUnits">Units with padding.</param>
    internal readonly record struct LayerOffsets(int Start, int InputRows, int PaddedUnits)
    {
        public int Gates => 4 * PaddedUnits;

        public Range InputWeights => Start..(Start + (InputRows * Gates));

        public Range RecurrentWeights => InputWeights.End.Value..(InputWeights.End.Value + (PaddedUnits * Gates));

        public Range InputBias => RecurrentWeights.End.Value..(RecurrentWeights.End.Value + Gates);

        public Range RecurrentBias => InputBias.End.Value..(InputBias.End.Value + Gates);

        public int End => RecurrentBias.End.Value;
    }

    /// <summary>The positions of a dense layer's weights.</summary>
    /// <param name="Start">Index of its first weight.</param>
    /// <param name="Rows">Inputs with padding.</param>
    /// <param name="Columns">Units with padding.</param>
    internal readonly record struct DenseOffsets(int Start, int Rows, int Columns)
    {
        public Range Weights => Start..(Start + (Rows * Columns));

        public Range Bias => Weights.End.Value..(Weights.End.Value + Columns);

        public int End => Bias.End.Value;
    }
}
