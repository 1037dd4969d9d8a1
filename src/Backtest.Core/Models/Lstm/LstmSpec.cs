using System.Text.Json;
using System.Text.Json.Serialization;
using Backtest.Core.Models.Lstm.Samples;
using Backtest.Core.Models.Lstm.Training;
using Backtest.Core.Transforms;

namespace Backtest.Core.Models.Lstm;

/// <summary>
/// A stacked LSTM (Hochreiter and Schmidhuber, 1997) with a dense head that maps the last <see cref="LookBack"/>
/// transformed values, and covariates beside them, to the next value or the next few.
/// </summary>
public sealed record LstmSpec : ModelSpec
{
    /// <summary>Epochs between two decays where <see cref="DecayEvery"/> is null.</summary>
    internal const int DefaultDecayEvery = 100;

    private const int LeastHistory = 4;

    /// <summary>Number of past values that the network sees, at least 1.</summary>
    [JsonPropertyName("lookBack")]
    public int LookBack { get; init; } = 12;

    /// <summary>Units of every LSTM layer.</summary>
    [JsonPropertyName("units")]
    public int Units { get; init; } = 32;

    /// <summary>Number of stacked LSTM layers.</summary>
    [JsonPropertyName("layers")]
    public int Layers { get; init; } = 1;

    /// <summary>Passes over the training samples.</summary>
    [JsonPropertyName("epochs")]
    public int Epochs { get; init; } = 100;

    /// <summary>Samples per optimiser step; a last short batch is kept.</summary>
    [JsonPropertyName("batchSize")]
    public int BatchSize { get; init; } = 32;

    /// <summary>Share of each LSTM layer's outputs set to zero in training, with inverted scaling; in [0, 1).</summary>
    [JsonPropertyName("dropout")]
    public double Dropout { get; init; }

    /// <summary>Dense layers between the last LSTM layer and the output; none by default.</summary>
    [JsonPropertyName("dense")]
    public IReadOnlyList<DenseLayer> Dense { get; init; } = [];

    /// <summary>Activation of the output.</summary>
    [JsonPropertyName("outputActivation")]
    public Activation OutputActivation { get; init; }

    /// <summary>Share of what each LSTM layer feeds back to itself set to zero, the same for a whole sample; in [0, 1).</summary>
    [JsonPropertyName("recurrentDropout")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double RecurrentDropout { get; init; }

    /// <summary>Activation inside the LSTM layers.</summary>
    [JsonPropertyName("cellActivation")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public CellActivation CellActivation { get; init; }

    /// <summary>What the training minimises.</summary>
    [JsonPropertyName("loss")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public LossKind Loss { get; init; }

    /// <summary>How the weights follow the gradient.</summary>
    [JsonPropertyName("optimizer")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public OptimizerKind Optimizer { get; init; }

    /// <summary>Momentum of gradient descent, in [0, 1).</summary>
    [JsonPropertyName("momentum")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double Momentum { get; init; }

    /// <summary>What the step size is multiplied by after every <see cref="DecayEvery"/> epochs; null for no decay.</summary>
    [JsonPropertyName("decayFactor")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double? DecayFactor { get; init; }

    /// <summary>Epochs between two decays of the step size; null for <see cref="DefaultDecayEvery"/>.</summary>
    [JsonPropertyName("decayEvery")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int? DecayEvery { get; init; }

    /// <summary>Largest norm of a gradient; a longer one is scaled down. Null for any.</summary>
    [JsonPropertyName("clipNorm")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double? ClipNorm { get; init; }

    /// <summary>Penalty on squared weights, added to the gradient as weight times this.</summary>
    [JsonPropertyName("weightDecay")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double WeightDecay { get; init; }

    /// <summary>Where the starting weights come from.</summary>
    [JsonPropertyName("initialization")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public WeightInitialization Initialization { get; init; }

    /// <summary>
    /// Epochs without improvement on the last training samples after which the training ends with its best weights;
    /// null trains all epochs on all samples.
    /// </summary>
    [JsonPropertyName("patience")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int? Patience { get; init; }

    /// <summary>By how much the loss must fall to count as an improvement.</summary>
    [JsonPropertyName("minDelta")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double MinDelta { get; init; }

    /// <summary>Share of the training samples, the last ones, that early stopping looks at; null for a tenth.</summary>
    [JsonPropertyName("validationShare")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double? ValidationShare { get; init; }

    /// <summary>The optimiser's step size at the start.</summary>
    [JsonPropertyName("learningRate")]
    public double LearningRate { get; init; } = 0.001;

    /// <summary>Transforms of the series, in order, fitted on training data alone.</summary>
    [JsonPropertyName("transforms")]
    public IReadOnlyList<TransformKind> Transforms { get; init; } = [TransformKind.Difference, TransformKind.Standardise];

    /// <summary>Season length m in observations, for the seasonal difference.</summary>
    [JsonPropertyName("m")]
    public int SeasonLength { get; init; } = 1;

    /// <summary>Seed of the initial weights, the shuffling and the dropout masks.</summary>
    [JsonPropertyName("seed")]
    public int Seed { get; init; } = 1;

    /// <summary>Whether several steps are forecast one after another or at once.</summary>
    [JsonPropertyName("output")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public OutputKind Output { get; init; }

    /// <summary>Steps that are forecast at once where the output is direct; planning sets it to gap and horizon.</summary>
    [JsonPropertyName("steps")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int? Steps { get; init; }

    /// <summary>
    /// Ranges that values are classified into, at least 2: the network then gives a probability to each of them, and its
    /// forecast is the expected value. Null forecasts the value itself.
    /// </summary>
    [JsonPropertyName("bins")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int? Bins { get; init; }

    /// <summary>How the ranges are chosen from the transformed training values.</summary>
    [JsonPropertyName("binning")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Binning Binning { get; init; }

    /// <summary>Names of the covariates that the network sees beside the series; null for none.</summary>
    [JsonPropertyName("covariates")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public IReadOnlyList<string>? Covariates { get; init; }

    /// <summary>Whether the series and each covariate have LSTM layers of their own, merged before the dense layers.</summary>
    [JsonPropertyName("branches")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Branches { get; init; }

    /// <summary>What computes the training; with the same starting weights, batches and dropout the backends' losses are alike.</summary>
    [JsonPropertyName("lstmEngine")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public LstmBackendKind Backend { get; init; }

    /// <summary>
    /// What a sample's values are measured from, where samples are normalised one by one; null where <see cref="Transforms"/> transform
    /// the series as a whole. With a level the only transform is the logarithm, left out where a training value has none.
    /// </summary>
    [JsonPropertyName("level")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public SampleLevel? Level { get; init; }

    /// <summary>What a sample's targets are measured from.</summary>
    [JsonPropertyName("base")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public SampleBase Base { get; init; }

    /// <summary>What a sample's distances from its level are divided by.</summary>
    [JsonPropertyName("scale")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public SampleScale Scale { get; init; }

    /// <summary>Whether the network sees the logarithm of a sample's scale.</summary>
    [JsonPropertyName("scaleInput")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool ScaleInput { get; init; }

    /// <summary>The power of its scale by which a sample weighs in the training; 0 where all weigh alike.</summary>
    [JsonPropertyName("scaleWeight")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double ScaleWeight { get; init; }

    /// <summary>Whether a season that <see cref="Theta.SeasonalityTest"/> finds is taken out before samples are cut.</summary>
    [JsonPropertyName("adjustSeason")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool AdjustSeason { get; init; }

    /// <summary>Values that the network sees in one time step; null for one.</summary>
    [JsonPropertyName("patch")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int? Patch { get; init; }

    /// <summary>Values from one time step of the network to the next; null for those of a patch.</summary>
    [JsonPropertyName("stride")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int? Stride { get; init; }

    /// <summary>How the step size goes over a training.</summary>
    [JsonPropertyName("schedule")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public LearningSchedule Schedule { get; init; }

    /// <summary>Share of itself that the average of the weights keeps at an update, in [0, 1); 0 keeps the last weights.</summary>
    [JsonPropertyName("averaging")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double Averaging { get; init; }

    /// <summary>Updates with which a training is over, at the end of their epoch, even if epochs are left; null for any number.</summary>
    [JsonPropertyName("updates")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int? Updates { get; init; }

    /// <summary>Networks, each from a seed of its own, whose outputs are averaged; null for one.</summary>
    [JsonPropertyName("seeds")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int? Seeds { get; init; }

    /// <summary>What the networks learn from.</summary>
    [JsonPropertyName("scope")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public LstmScope Scope { get; init; }

    /// <summary>Season length of the seasonal naive that targets are measured from; null for <see cref="SeasonLength"/>.</summary>
    [JsonPropertyName("baseSeason")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int? BaseSeason { get; init; }

    /// <summary>Most samples of an epoch, which are drawn anew for each of them; null for all.</summary>
    [JsonPropertyName("epochSamples")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int? EpochSamples { get; init; }

    /// <summary>
    /// Inputs of a global trial, each seen by networks of its own, whose forecasts are averaged; null for that of the spec alone.
    /// </summary>
    [JsonPropertyName("variants")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public IReadOnlyList<LstmVariant>? Variants { get; init; }

    /// <summary>The spec of each input.</summary>
    [JsonIgnore]
    public IReadOnlyList<LstmSpec> Inputs => Variants is { } variants ? [.. variants.Select(variant => variant.Of(this))] : [this];

    /// <summary>Values per season of what targets are measured from.</summary>
    [JsonIgnore]
    public int BaseSeasonLength => Base == SampleBase.SeasonalNaive ? BaseSeason ?? SeasonLength : 1;

    /// <summary>Values in one time step of the network.</summary>
    [JsonIgnore]
    public int PatchLength => Patch ?? 1;

    /// <summary>Values from one time step of the network to the next.</summary>
    [JsonIgnore]
    public int PatchStride => Stride ?? PatchLength;

    /// <summary>Time steps of the network: as many whole patches as the look-back holds.</summary>
    [JsonIgnore]
    public int InputSteps => ((LookBack - PatchLength) / PatchStride) + 1;

    /// <summary>Known values with which there is a sample: it is padded on the left where it has fewer than the look-back.</summary>
    [JsonIgnore]
    public int FewestInputs => Variants is not null ? Inputs.Max(input => input.FewestInputs)
        : Level is null ? LookBack
        : Math.Min(LookBack, Math.Max(LeastHistory, Math.Max(SeasonLength + 2, BaseSeasonLength)));

    /// <summary>
    /// Known targets with which a sample is trained on; the others are not looked at. With covariates all are known, as covariates that are
    /// known ahead are, among training values, for no longer.
    /// </summary>
    [JsonIgnore]
    public int FewestTargets => Level is null || Covariates is not null ? OutputSteps : Math.Max(1, OutputSteps / 3);

    /// <summary>Values of one time step of the network.</summary>
    /// <param name="columns">The series and its covariates.</param>
    public int InputsOf(int columns) => (columns * PatchLength) + (ScaleInput ? 1 : 0);

    /// <summary>Epochs of a training that is cut by <see cref="Updates"/>.</summary>
    /// <param name="samples">Samples that the training goes through in an epoch, at least one.</param>
    public int EpochsOf(int samples)
    {
        samples = SamplesOf(samples);
        var batches = ((samples - 1) / Math.Min(BatchSize, samples)) + 1;
        return Updates is { } updates ? Math.Min(Epochs, ((updates - 1) / batches) + 1) : Epochs;
    }

    /// <summary>Samples of an epoch of a training that has so many.</summary>
    /// <param name="samples">Samples of the training, at least one.</param>
    public int SamplesOf(int samples) => Math.Min(samples, EpochSamples ?? samples);

    /// <summary>Steps that the network forecasts at once.</summary>
    [JsonIgnore]
    public int OutputSteps => Output == OutputKind.Direct ? Steps ?? 1 : 1;

    /// <summary>Whether the network forecasts quantiles, the median among them.</summary>
    [JsonIgnore]
    public bool ForecastsQuantiles => Loss == LossKind.Pinball;

    /// <summary>Outputs for each of these steps: one, or probabilities of ranges, or quantiles.</summary>
    [JsonIgnore]
    public int OutputsPerStep => ForecastsQuantiles ? QuantileHead.Count : Bins ?? 1;

    /// <summary>Which of a step's outputs is the point forecast.</summary>
    [JsonIgnore]
    public int PointOutput => ForecastsQuantiles ? QuantileHead.Median : 0;

    /// <summary>The step size in an epoch, counted from 0.</summary>
    public double LearningRateAt(int epoch)
    {
        var rate = LearningRate;
        for (var decay = 0; DecayFactor is { } factor && decay < epoch / (DecayEvery ?? DefaultDecayEvery); decay++)
        {
            rate *= factor;
        }

        return rate;
    }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Family => "lstm";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Label
    {
        get
        {
            var units = string.Join("+", Enumerable.Repeat(Units, Layers));
            var dense = Dense.Count == 0 ? "" : ", dense " + string.Join("+", Dense.Select(layer => layer.Units));
            var transforms = string.Join(", ", Transforms.Select(Done));
            var output =
                (Output == OutputKind.Direct ? $", {OutputSteps} steps at once" : "") + (Bins is { } bins ? $", {bins} ranges" : "")
                + (ForecastsQuantiles ? ", quantiles" : "");
            var covariates = Covariates is { } names ? $" with {string.Join(", ", names)}{(Branches ? " in branches" : "")}" : "";
            var seed = (Seed == 1 ? "" : $", seed {Seed}") + (Seeds is { } seeds ? $", {seeds} networks" : "");
            var scope = Scope == LstmScope.Panel ? "Pooled " : "";
            var backend = Backend == LstmBackendKind.TorchSharp ? ", by TorchSharp" : "";
            var samples = Level is null ? "" : $"samples{string.Join(" and", Inputs.Select(input => input.Sampling()))}";
            var input = string.Join(", ", new[] { transforms, samples }.Where(text => text.Length > 0));
            return $"{scope}LSTM({units}){dense}, look-back {LookBack}, {Epochs} epochs{output}{seed}{covariates}{backend}"
                + (input.Length > 0 ? $"; {input}" : "");
        }
    }

    /// <inheritdoc/>
    [JsonIgnore]
    public override int MinimumTrainingLength => Scope == LstmScope.Panel
        ? FewestInputs
        : FewestInputs + FewestTargets + 1 + Transforms.Sum(kind => kind switch
        {
            TransformKind.Difference => 1,
            TransformKind.SeasonalDifference => SeasonLength,
            _ => 0,
        });

    private static string Done(TransformKind kind) => kind switch
    {
        TransformKind.Log => "logged",
        TransformKind.Difference => "differenced",
        TransformKind.SeasonalDifference => "seasonally differenced",

        TransformKind.MinMax => "scaled to 0..1",
        TransformKind.DivideByMax => "divided by the maximum",
        _ => JsonSerializer.SerializeToElement(kind).GetString()!,
    };

    // How samples are cut and normalised, such as " in patches of 12 by ses / sample".
    private string Sampling()
    {
        static string Name<T>(T value) => JsonSerializer.SerializeToElement(value).GetString()!;
        var patches = Patch is null ? "" : $" in patches of {Patch}{(Stride is null ? "" : $" every {Stride}")}";
        var scale = Scale == SampleScale.None ? "" : $" / {Name(Scale)}";
        var season = (AdjustSeason ? ", season taken out" : "") + (Base != SampleBase.SeasonalNaive ? ""
            : BaseSeason is { } length ? $", from the seasonal naive of {length}" : ", from the seasonal naive");
        return $"{patches} by {Name(Level!.Value)}{scale}{season}";
    }
}
