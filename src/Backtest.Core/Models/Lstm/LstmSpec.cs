using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Backtest.Core.Models.Lstm.Samples;
using Backtest.Core.Models.Lstm.Training;
using Backtest.Core.Transforms;

namespace Backtest.Core.Models.Lstm;

/// <summary>
/// A stacked LSTM (Hochreiter and Schmidhuber, 1997) with a dense head that maps the last <see cref="LookBack"/>
/// transformed values, and covariates, to the next value or the next few.
/// </summary>
public sealed record LstmSpec : ModelSpec
{
    /// <summary>Epochs between two decays if <see cref="DecayEvery"/> is null.</summary>
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

    /// <summary>Share of each LSTM layer's recurrence set to zero, the same for a whole sample; in [0, 1).</summary>
    [JsonPropertyName("recurrentDropout")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double RecurrentDropout { get; init; }

    /// <summary>Activation inside the LSTM layers.</summary>
    [JsonPropertyName("cellActivation")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public CellActivation CellActivation { get; init; }

    /// <summary>The loss that the training minimises.</summary>
    [JsonPropertyName("loss")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public LossKind Loss { get; init; }

    /// <summary>The optimiser.</summary>
    [JsonPropertyName("optimizer")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public OptimizerKind Optimizer { get; init; }

    /// <summary>Momentum of gradient descent, in [0, 1).</summary>
    [JsonPropertyName("momentum")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double Momentum { get; init; }

    /// <summary>Factor of the step size after every <see cref="DecayEvery"/> epochs; null for no decay.</summary>
    [JsonPropertyName("decayFactor")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double? DecayFactor { get; init; }

    /// <summary>Epochs between two decays of the step size; null for <see cref="DefaultDecayEvery"/>.</summary>
    [JsonPropertyName("decayEvery")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int? DecayEvery { get; init; }

    /// <summary>Largest norm of a gradient; a longer one is scaled down. Null for no limit.</summary>
    [JsonPropertyName("clipNorm")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double? ClipNorm { get; init; }

    /// <summary>Penalty on squared weights, added to the gradient as weight times this.</summary>
    [JsonPropertyName("weightDecay")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double WeightDecay { get; init; }

    /// <summary>The distribution of the starting weights.</summary>
    [JsonPropertyName("initialization")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public WeightInitialization Initialization { get; init; }

    /// <summary>
    /// Epochs without improvement on the samples held back after which the training ends with its best weights;
    /// null to train all epochs on all samples.
    /// </summary>
    [JsonPropertyName("patience")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int? Patience { get; init; }

    /// <summary>Smallest decrease of the loss that counts as an improvement.</summary>
    [JsonPropertyName("minDelta")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double MinDelta { get; init; }

    /// <summary>Whether to hold back samples for validation without early stopping too, only to see their loss.</summary>
    [JsonPropertyName("validation")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Validation { get; init; }

    /// <summary>Share of the training samples, the last ones of each series, held back for validation; null for a tenth.</summary>
    [JsonPropertyName("validationShare")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double? ValidationShare { get; init; }

    /// <summary>The optimiser's step size at the start.</summary>
    [JsonPropertyName("learningRate")]
    public double LearningRate { get; init; } = 0.001;

    /// <summary>Transforms of the series, in order, fitted only on training data.</summary>
    [JsonPropertyName("transforms")]
    public IReadOnlyList<TransformKind> Transforms { get; init; } = [TransformKind.Difference, TransformKind.Standardise];

    /// <summary>Season length m in observations, for the seasonal difference.</summary>
    [JsonPropertyName("m")]
    public int SeasonLength { get; init; } = 1;

    /// <summary>Seed of the initial weights, the shuffling and the dropout masks.</summary>
    [JsonPropertyName("seed")]
    public int Seed { get; init; } = 1;

    /// <summary>Whether to forecast several steps one after another or at once.</summary>
    [JsonPropertyName("output")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public OutputKind Output { get; init; }

    /// <summary>Number of steps forecast at once if the output is direct; planning sets it to gap and horizon.</summary>
    [JsonPropertyName("steps")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int? Steps { get; init; }

    /// <summary>
    /// Number of ranges to classify values into, at least 2: the network then gives the probability of each, and its
    /// forecast is the expected value. Null to forecast the value itself.
    /// </summary>
    [JsonPropertyName("bins")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int? Bins { get; init; }

    /// <summary>How to choose the ranges from the transformed training values.</summary>
    [JsonPropertyName("binning")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Binning Binning { get; init; }

    /// <summary>Names of the covariates that the network sees; null for none.</summary>
    [JsonPropertyName("covariates")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public IReadOnlyList<string>? Covariates { get; init; }

    /// <summary>Whether the series and each covariate have their own LSTM layers, merged before the dense layers.</summary>
    [JsonPropertyName("branches")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Branches { get; init; }

    /// <summary>The backend; with the same starting weights, batches and dropout, the losses of all backends are similar.</summary>
    [JsonPropertyName("lstmEngine")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public LstmBackendKind Backend { get; init; }

    /// <summary>
    /// The reference point of a sample's values if samples are normalised one by one; null if <see cref="Transforms"/> transform the series
    /// as a whole. With a level, the only transform is the logarithm, which is skipped if a training value has none.
    /// </summary>
    [JsonPropertyName("level")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public SampleLevel? Level { get; init; }

    /// <summary>The reference point of a sample's targets.</summary>
    [JsonPropertyName("base")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public SampleBase Base { get; init; }

    /// <summary>The divisor of a sample's distances from its level.</summary>
    [JsonPropertyName("scale")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public SampleScale Scale { get; init; }

    /// <summary>Whether the network sees the logarithm of a sample's scale.</summary>
    [JsonPropertyName("scaleInput")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool ScaleInput { get; init; }

    /// <summary>The power of its scale by which a sample is weighted in the training; 0 for equal weights.</summary>
    [JsonPropertyName("scaleWeight")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double ScaleWeight { get; init; }

    /// <summary>Whether to remove a season found by <see cref="Theta.SeasonalityTest"/> before cutting samples.</summary>
    [JsonPropertyName("adjustSeason")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool AdjustSeason { get; init; }

    /// <summary>Number of values that the network sees in a time step; null for one.</summary>
    [JsonPropertyName("patch")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int? Patch { get; init; }

    /// <summary>Number of values between successive time steps of the network; null for the length of a patch.</summary>
    [JsonPropertyName("stride")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int? Stride { get; init; }

    /// <summary>How the step size changes during a training.</summary>
    [JsonPropertyName("schedule")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public LearningSchedule Schedule { get; init; }

    /// <summary>Share of itself that the average of the weights keeps at an update, in [0, 1); 0 keeps the last weights.</summary>
    [JsonPropertyName("averaging")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double Averaging { get; init; }

    /// <summary>Number of updates after which a training ends with the current epoch, even if epochs are left; null for no limit.</summary>
    [JsonPropertyName("updates")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int? Updates { get; init; }

    /// <summary>Number of networks, with different seeds, whose outputs are averaged; null for one.</summary>
    [JsonPropertyName("seeds")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int? Seeds { get; init; }

    /// <summary>The series that the networks learn from.</summary>
    [JsonPropertyName("scope")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public LstmScope Scope { get; init; }

    /// <summary>Season length of the seasonal naive base of targets; null for <see cref="SeasonLength"/>.</summary>
    [JsonPropertyName("baseSeason")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int? BaseSeason { get; init; }

    /// <summary>Limit of samples in an epoch, drawn again for each epoch; null for all.</summary>
    [JsonPropertyName("epochSamples")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int? EpochSamples { get; init; }

    /// <summary>
    /// Inputs of a global trial, each with its own networks, whose forecasts are averaged; null for only that of the spec.
    /// </summary>
    [JsonPropertyName("variants")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public IReadOnlyList<LstmVariant>? Variants { get; init; }

    /// <summary>The spec of each input.</summary>
    [JsonIgnore]
    public IReadOnlyList<LstmSpec> Inputs => Variants is { } variants ? [.. variants.Select(variant => variant.Of(this))] : [this];

    /// <summary>Season length of the base of targets.</summary>
    [JsonIgnore]
    public int BaseSeasonLength => Base == SampleBase.SeasonalNaive ? BaseSeason ?? SeasonLength : 1;

    /// <summary>Number of values in a time step of the network.</summary>
    [JsonIgnore]
    public int PatchLength => Patch ?? 1;

    /// <summary>Number of values between successive time steps of the network.</summary>
    [JsonIgnore]
    public int PatchStride => Stride ?? PatchLength;

    /// <summary>Number of time steps of the network: the whole patches in the look-back.</summary>
    [JsonIgnore]
    public int InputSteps => ((LookBack - PatchLength) / PatchStride) + 1;

    /// <summary>Fewest known values of a sample; with fewer than the look-back, it is padded on the left.</summary>
    [JsonIgnore]
    public int FewestInputs => Variants is not null ? Inputs.Max(input => input.FewestInputs)
        : Level is null ? LookBack
        : Math.Min(LookBack, Math.Max(LeastHistory, Math.Max(SeasonLength + 2, BaseSeasonLength)));

    /// <summary>
    /// Fewest known targets of a training sample; the loss ignores the others. With covariates all must be known, since those known ahead
    /// are known no further among training values.
    /// </summary>
    [JsonIgnore]
    public int FewestTargets => Level is null || Covariates is not null ? OutputSteps : Math.Max(1, OutputSteps / 3);

    /// <summary>Whether a season is longer than every input, and nothing removes it or measures from it.</summary>
    internal bool Overlooks(double season) => Inputs.All(input =>
        input.LookBack < season
        && input.BaseSeasonLength != season
        && (input.SeasonLength != season
            || !(input.AdjustSeason || input.Level == SampleLevel.Season || input.Transforms.Contains(TransformKind.SeasonalDifference))));

    /// <summary>Number of values in one time step of the network.</summary>
    /// <param name="columns">The series and its covariates.</param>
    public int InputsOf(int columns) => (columns * PatchLength) + (ScaleInput ? 1 : 0);

    /// <summary>Whether some samples are held back for validation.</summary>
    [JsonIgnore]
    public bool Validates => Validation || Patience is not null;

    /// <summary>Number of epochs of a training limited by <see cref="Updates"/>.</summary>
    /// <param name="samples">Number of samples in an epoch, at least one.</param>
    public int EpochsOf(int samples)
    {
        samples = SamplesOf(samples);
        var batches = ((samples - 1) / Math.Min(BatchSize, samples)) + 1;
        return Updates is { } updates ? Math.Min(Epochs, ((updates - 1) / batches) + 1) : Epochs;
    }

    /// <summary>Number of samples in an epoch.</summary>
    /// <param name="samples">Number of samples of the training, at least one.</param>
    public int SamplesOf(int samples) => Math.Min(samples, EpochSamples ?? samples);

    /// <summary>Number of steps that the network forecasts at once.</summary>
    [JsonIgnore]
    public int OutputSteps => Output == OutputKind.Direct ? Steps ?? 1 : 1;

    /// <summary>Whether the network forecasts quantiles, including the median.</summary>
    [JsonIgnore]
    public bool ForecastsQuantiles => Loss == LossKind.Pinball;

    /// <summary>Number of outputs for each of these steps: one, or probabilities of ranges, or quantiles.</summary>
    [JsonIgnore]
    public int OutputsPerStep => ForecastsQuantiles ? QuantileHead.Count : Bins ?? 1;

    /// <summary>Index of the point forecast among a step's outputs.</summary>
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
    /// <remarks>Networks of a panel are trained before its trials.</remarks>
    [JsonIgnore]
    public override LstmSpec? TrainedNetwork => Scope == LstmScope.Series ? this : null;

    /// <inheritdoc/>
    [JsonIgnore]
    internal override bool UsesCovariates => Covariates is not null;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Label
    {
        get
        {
            var dense = Dense.Count == 0 ? "" : ", dense " + string.Join("+", Dense.Select(layer => layer.Units));
            var transforms = string.Join(", ", Transforms.Select(Done));
            var output =
                (Output == OutputKind.Direct ? $", {OutputSteps} steps at once" : "") + (Bins is { } bins ? $", {bins} ranges" : "")
                + (ForecastsQuantiles ? ", quantiles" : "");
            var covariates = Covariates is { } names ? $" with {CovariateNames.InLabel(names)}{(Branches ? " in branches" : "")}" : "";
            var seed = (Seed == 1 ? "" : $", seed {Seed}") + (Seeds is { } seeds ? $", {seeds} networks" : "");
            var scope = Scope == LstmScope.Panel ? "Pooled " : "";
            var backend = Backend == LstmBackendKind.TorchSharp ? ", by TorchSharp" : "";
            var inputs = Inputs;
            bool IsSame<T>(Func<LstmSpec, T> axis) => inputs.All(input => Equals(axis(input), axis(inputs[0])));
            var input = string.Join(", ", new[] { transforms, Level is null ? "" : Sampling(inputs) }.Where(text => text.Length > 0));
            return $"{scope}LSTM{(IsSame(one => one.Units) ? $"({inputs[0].UnitsText})" : "")}{dense}"
                + (IsSame(one => one.LookBack) ? $", look-back {inputs[0].LookBack}" : "")
                + (IsSame(one => one.Epochs) ? $", {inputs[0].Epochs} epochs" : "")
                + $"{output}{seed}{covariates}{backend}{(input.Length > 0 ? $"; {input}" : "")}";
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
        TransformKind.Standardise => "standardised",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    // Of each layer.
    private string UnitsText => string.Join("+", Enumerable.Repeat(Units, Layers));

    // The cutting and normalising of the samples of all inputs, said once if it is the same, with the axes in which inputs differ.
    private static string Sampling(IReadOnlyList<LstmSpec> inputs)
    {
        Func<LstmSpec, string>[] axes =
        [
            input => $"look-back {input.LookBack}",
            input => $"{input.UnitsText} units",
            input => $"{input.Epochs} epochs",
            input => string.Create(CultureInfo.InvariantCulture, $"learning rate {input.LearningRate}"),
        ];
        var different = Array.FindAll(axes, axis => inputs.Select(axis).Distinct().Skip(1).Any());
        string Own(LstmSpec input) => string.Join(", ", different.Select(axis => axis(input)));
        static string InBrackets(string own) => own.Length == 0 ? "" : $" ({own})";
        string[] ways = [.. inputs.Select(input => input.Sampling())];
        return "samples" + (ways.Distinct().Count() == 1
            ? ways[0] + InBrackets(different.Length == 0 ? "" : string.Join("; ", inputs.Select(Own)))
            : string.Join(" and", inputs.Select(input => input.Sampling() + InBrackets(Own(input)))));
    }

    // Those of one input, such as " in patches of 12 by ses / sample".
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
