using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Lstm.Samples;
using Backtest.Core.Transforms;
using Backtest.Onnx.Protos;
using Google.Protobuf;
using static Backtest.Onnx.GraphNodes;

namespace Backtest.Onnx;

/// <summary>
/// What lies around networks whose samples are normalised one by one: from the values of a series to what the networks see, and from what
/// they give to forecasts in the units of the series. The formulas are those of <see cref="SampleEncoding"/>.
/// </summary>
/// <remarks>
/// Inputs: <c>values</c> [batch, length], oldest first and none missing. Where a season may be taken out, <c>season</c> [batch, length +
/// steps], the index of each value's time and of each step's: 1 without a season under a logarithm, otherwise 0. Where there are
/// covariates, <c>covariates</c> [batch, length, covariates], float32, as the networks see them. Where no series is given, what is fitted
/// to it and the spec needs: <c>log</c> (boolean), <c>least</c>, <c>alpha</c>, <c>change</c> and <c>unit</c>, each [batch, 1]. All but
/// covariates and <c>log</c> are float64.
/// </remarks>
/// <param name="graph">The graph.</param>
/// <param name="spec">How samples are cut and normalised.</param>
/// <param name="encoding">What is fitted to the series; null where it is an input.</param>
internal sealed class SampleGraph(GraphProto graph, LstmSpec spec, SampleEncoding? encoding)
{
    public const string ValuesName = "values";
    public const string SeasonName = "season";
    public const string CovariatesName = "covariates";
    public const string LogName = "log";
    public const string LeastName = "least";
    public const string AlphaName = "alpha";
    public const string ChangeName = "change";
    public const string UnitName = "unit";

    private const long End = long.MaxValue;

    private readonly bool _hasLog = spec.Transforms.Contains(TransformKind.Log);
    private readonly int _covariates = spec.Covariates?.Count ?? 0;

    // Names of what several parts need.
    private string _values = "";
    private string _level = "";
    private string? _scale;

    /// <summary>Adds the inputs and what the networks see of them.</summary>
    /// <returns>The name of [batch, time steps, inputs], float32.</returns>
    public string AddSamples()
    {
        AddInputs();
        _values = AddTransformed();
        _level = AddLevel();
        var seen = spec.PatchLength + ((spec.InputSteps - 1) * spec.PatchStride);
        var distances = Node("Sub", "distances", [Last(Padded(_values, "seen", seen), "seen.last", seen), _level]);
        var inputs = new List<string> { Patches(AddScaled(distances), "patches") };
        if (_covariates > 0)
        {
            // [batch, time steps, patch, covariates] becomes [batch, time steps, covariates * patch].
            var patches = Patches(Last(Padded(CovariatesName, "shown", seen), "shown.last", seen), "shown.patches");
            var turned = Node("Transpose", "shown.turned", [patches], Ints("perm", 0, 1, 3, 2));
            inputs.Add(Node(
                "Reshape", "shown.flat", [turned, AddIntegers(graph, "shown.inputs", 0, 0, (long)_covariates * spec.PatchLength)]));
        }

        if (spec.ScaleInput)
        {
            inputs.Add(AddScaleInput());
        }

        return inputs.Count == 1 ? inputs[0] : Node("Concat", "samples", [.. inputs], Int("axis", 2));
    }

    /// <summary>Adds the forecasts.</summary>
    /// <param name="outputs">What the networks give: [batch, steps], or [batch, steps, quantiles].</param>
    public void AddOutputs(string outputs)
    {
        long steps = spec.OutputSteps;
        var each = Cast(outputs, "outputs", TensorProto.Types.DataType.Double);
        var shift = _scale is null ? each : Node("Mul", "outputs.scaled", [Widened(_scale), each]);
        var sum = Node("Add", "outputs.based", [Widened(AddBase()), shift]);
        var name = spec.ForecastsQuantiles ? OnnxModelWriter.QuantilesName : OnnxModelWriter.OutputName;
        var ahead = spec.AdjustSeason ? Widened(Slice(SeasonName, "season.ahead", -steps, End)) : null;
        var plain = ahead is null ? sum : Node("Add", "outputs.seasonal", [sum, ahead]);
        if (_hasLog)
        {
            var exponential = Node("Exp", "outputs.exponential", [sum]);
            var restored = ahead is null ? exponential : Node("Mul", "outputs.restored", [exponential, ahead]);
            Node("Where", name, [Widened(LogName), restored, plain]);
        }
        else
        {
            Node("Identity", name, [plain]);
        }

        graph.Output.Add(Tensor(OnnxModelWriter.OutputName, TensorProto.Types.DataType.Double, "batch", steps));
        if (spec.ForecastsQuantiles)
        {
            graph.Output.Add(Tensor(name, TensorProto.Types.DataType.Double, "batch", steps, (long)QuantileHead.Count));
            Node("Gather", OnnxModelWriter.OutputName, [name, AddIndex(graph, "median", QuantileHead.Median)], Int("axis", 2));
        }
    }

    private void AddInputs()
    {
        graph.Input.Add(Tensor(ValuesName, TensorProto.Types.DataType.Double, "batch", "length"));
        if (spec.AdjustSeason)
        {
            graph.Input.Add(Tensor(SeasonName, TensorProto.Types.DataType.Double, "batch", "times"));
        }

        if (_covariates > 0)
        {
            graph.Input.Add(Tensor(CovariatesName, TensorProto.Types.DataType.Float, "batch", "length", (long)_covariates));
        }

        if (_hasLog)
        {
            if (encoding is null)
            {
                graph.Input.Add(Tensor(LogName, TensorProto.Types.DataType.Bool, "batch", 1L));
            }
            else
            {
                graph.Initializer.Add(new TensorProto
                {
                    Name = LogName,
                    DataType = (int)TensorProto.Types.DataType.Bool,
                    Dims = { 1, 1 },
                    RawData = ByteString.CopyFrom(encoding.IsLog ? (byte)1 : (byte)0),
                });
            }

            AddNumber(LeastName, encoding?.Least);
        }

        if (spec.Level == SampleLevel.Ses)
        {
            AddNumber(AlphaName, encoding?.Alpha);
        }

        if (spec.Scale != SampleScale.None)
        {
            AddNumber(ChangeName, encoding?.Change);
            AddNumber(UnitName, encoding?.Unit);
        }
    }

    private void AddNumber(string name, double? value)
    {
        if (value is { } number)
        {
            AddDoubles(graph, name, [number], 1, 1);
        }
        else
        {
            graph.Input.Add(Tensor(name, TensorProto.Types.DataType.Double, "batch", 1L));
        }
    }

    // The logarithm is taken whether it counts or not, and what it gives where it does not is not looked at.
    private string AddTransformed()
    {
        var season = spec.AdjustSeason ? Slice(SeasonName, "season.past", 0, -spec.OutputSteps) : null;
        var plain = season is null ? ValuesName : Node("Sub", "values.adjusted", [ValuesName, season]);
        if (!_hasLog)
        {
            return plain;
        }

        var above = Node("Max", "values.above", [ValuesName, LeastName]);
        var logarithm = Node("Log", "values.log", [season is null ? above : Node("Div", "values.ratio", [above, season])]);
        return Node("Where", "values.transformed", [LogName, logarithm, plain]);
    }

    private string AddLevel() => spec.Level switch
    {
        SampleLevel.Ses => AddSmoothed(),
        SampleLevel.Season => Node("ReduceMean", "level", [Last(_values, "level.season", spec.SeasonLength)], Ints("axes", 1)),
        _ => Last(_values, "level", 1),
    };

    // The level after n values is the sum of alpha (1 - alpha)^(n - 1 - t) y(t), without the factor alpha for the first one. Summed up are
    // the distances from the last value, so that the level of values that are all the same is theirs to the bit.
    private string AddSmoothed()
    {
        var count = LengthOf(ValuesName, "length");
        var one = AddIndex(graph, "one", 1);
        var time = Node("Range", "time", [AddIndex(graph, "zero", 0), count, one]);
        var end = Node("Sub", "time.last", [count, one]);
        var ages = Cast(Node("Sub", "ages", [end, time]), "ages.real", TensorProto.Types.DataType.Double);
        var kept = Node("Sub", "alpha.kept", [Number("alpha.all", 1), AlphaName]);
        var isFirst = Node("Equal", "time.first", [time, "zero"]);
        var shares = Node("Where", "shares", [isFirst, "alpha.all", AlphaName]);
        var weights = Node("Mul", "level.weights", [shares, Node("Pow", "level.decay", [kept, ages])]);
        var last = Last(_values, "level.last", 1);
        var parts = Node("Mul", "level.parts", [weights, Node("Sub", "level.distances", [_values, last])]);
        var sum = Node("ReduceSum", "level.sum", [parts, AddIntegers(graph, "level.axes", 1)], Int("keepdims", 1));
        return Node("Add", "level", [last, sum]);
    }

    // Leaves the scale in its field: 0 where nothing has changed, and then the inputs are 0.
    private string AddScaled(string distances)
    {
        if (spec.Scale == SampleScale.None)
        {
            return Clipped(distances, "scaled");
        }

        var change = spec.Scale == SampleScale.Sample ? AddOwnChange() : ChangeName;
        var least = Node("Mul", "scale.least", [Number("scale.share", SampleEncoding.LeastScale), UnitName]);
        var above = Node("Max", "scale.above", [change, least]);
        var none = Number("scale.none", 0);
        var isNone = Node("Equal", "scale.missing", [change, none]);
        _scale = Node("Where", "scale", [isNone, none, above]);
        return Node(
            "Where", "scaled", [isNone, none, Clipped(Node("Div", "scaled.ratio", [distances, above]), "scaled.clipped")]);
    }

    private string AddOwnChange()
    {
        var prior = Number("scale.prior", SampleEncoding.PriorChanges);
        var sum = Node("Mul", "scale.shrunk", [prior, ChangeName]);
        if (spec.LookBack == 1)
        {
            return Node("Div", "scale.mean", [sum, prior]);
        }

        var recent = Last(_values, "scale.recent", spec.LookBack);
        var (later, earlier) = (Slice(recent, "scale.later", 1, End), Slice(recent, "scale.earlier", 0, -1));
        var changes = Node("Abs", "scale.changes", [Node("Sub", "scale.steps", [later, earlier])]);
        var total = Node("ReduceSum", "scale.sum", [changes, AddIntegers(graph, "scale.axes", 1)], Int("keepdims", 1));
        var count = Cast(LengthOf(changes, "scale.count"), "scale.number", TensorProto.Types.DataType.Double);
        return Node("Div", "scale.mean", [Node("Add", "scale.all", [total, sum]), Node("Add", "scale.weight", [count, prior])]);
    }

    private string AddScaleInput()
    {
        var ratio = Node("Max", "size.ratio", [Node("Div", "size.own", [_scale!, UnitName]), Number("size.least", SampleEncoding.LeastScale)]);
        var size = Node("Add", "size", [Node("Log", "size.log", [ratio]), Number("size.offset", SampleEncoding.ScaleOffset)]);
        var shape = Node(
            "Concat",
            "size.shape",
            [BatchOf("size"), AddIntegers(graph, "size.steps", spec.InputSteps), AddIntegers(graph, "size.single", 1)],
            Int("axis", 0));
        var single = Node("Unsqueeze", "size.wide", [Cast(size, "size.float", TensorProto.Types.DataType.Float), "wide"]);
        AddIntegers(graph, "wide", 2);
        return Node("Expand", "size.all", [single, shape]);
    }

    // The level, or the values one season before: of h steps ahead that at h modulo the season among the last ones.
    private string AddBase()
    {
        if (spec.Base != SampleBase.SeasonalNaive)
        {
            return _level;
        }

        var length = spec.BaseSeasonLength;
        var shape = Node("Concat", "base.shape", [BatchOf("base"), AddIntegers(graph, "base.length", length)], Int("axis", 0));
        var levels = Node("Expand", "base.levels", [_level, shape]);
        var season = Last(Node("Concat", "base.padded", [levels, _values], Int("axis", 1)), "base.season", length);
        long[] places = [.. Enumerable.Range(0, spec.OutputSteps).Select(step => (long)(step % length))];
        return Node("Gather", "base", [season, AddIntegers(graph, "base.places", places)], Int("axis", 1));
    }

    // With the first row before it as often as it takes to have so many.
    private string Padded(string data, string name, int count)
    {
        var first = Slice(data, name + ".first", 0, 1);
        var shape = Node("Concat", name + ".shape", [
            BatchOf(name), AddIntegers(graph, name + ".count", count),
            .. data == CovariatesName ? [AddIntegers(graph, name + ".columns", _covariates)] : Array.Empty<string>()], Int("axis", 0));
        return Node("Concat", name + ".padded", [Node("Expand", name + ".before", [first, shape]), data], Int("axis", 1));
    }

    // [batch, seen, ...] becomes [batch, time steps, patch, ...].
    private string Patches(string data, string name)
    {
        var (patch, stride) = (spec.PatchLength, spec.PatchStride);
        var places = new TensorProto
        {
            Name = name + ".places",
            DataType = (int)TensorProto.Types.DataType.Int64,
            Dims = { spec.InputSteps, patch },
            Int64Data =
            {
                from step in Enumerable.Range(0, spec.InputSteps)
                from k in Enumerable.Range(0, patch)
                select (long)((step * stride) + k),
            },
        };
        graph.Initializer.Add(places);
        var source = data == "shown.last" ? data : Cast(data, name + ".float", TensorProto.Types.DataType.Float);
        return Node("Gather", name, [source, places.Name], Int("axis", 1));
    }

    private string Clipped(string data, string name) => Node(
        "Clip", name, [data, Number(name + ".low", -SampleEncoding.LargestInput), Number(name + ".high", SampleEncoding.LargestInput)]);

    // [batch, n] as [batch, n, 1] where there are quantiles.
    private string Widened(string data)
    {
        if (!spec.ForecastsQuantiles)
        {
            return data;
        }

        return Node("Unsqueeze", data + ".each", [data, AddIntegers(graph, data + ".each_axis", 2)]);
    }

    private string BatchOf(string name) => Node(
        "Gather",
        name + ".batch",
        [Node("Shape", name + ".shape_of", [ValuesName]), AddIntegers(graph, name + ".first_dimension", 0)],
        Int("axis", 0));

    private string LengthOf(string data, string name) => Node(
        "Gather", name, [Node("Shape", name + ".shape", [data]), AddIndex(graph, name + ".dimension", 1)], Int("axis", 0));

    private string Last(string data, string name, int count) => Slice(data, name, -count, End);

    private string Slice(string data, string name, long start, long end) => Node(
        "Slice",
        name,
        [data, AddIntegers(graph, name + ".start", start), AddIntegers(graph, name + ".end", end), AddIntegers(graph, name + ".axis", 1)]);

    private string Number(string name, double value) => AddDoubles(graph, name, [value]);

    private string Cast(string data, string name, TensorProto.Types.DataType type) => Node("Cast", name, [data], Int("to", (long)type));

    private string Node(string operation, string name, string[] inputs, params AttributeProto[] attributes) =>
        Add(graph, operation, name, inputs, attributes);
}
