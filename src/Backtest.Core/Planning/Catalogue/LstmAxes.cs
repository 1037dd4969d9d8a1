using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Lstm.Samples;
using Backtest.Core.Models.Lstm.Training;
using Backtest.Core.Transforms;

namespace Backtest.Core.Planning.Catalogue;

/// <summary>LSTM networks in a grid.</summary>
internal static class LstmAxes
{
    private const int MostEpochs = 100_000;

    private static readonly string UsualShare = LstmTrainer.DefaultValidationShare.ToString(CultureInfo.InvariantCulture);

    // Quantiles follow from the loss.
    private static readonly Choices Activations = Choices.Of<Activation>().Without("quantiles");

    private static readonly Objects DenseLayers = new(
        [
            new("units", new WholeNumbers(1, 4096), "Number of outputs."),
            new("activation", Activations, "Activation of each output.")
            {
                Default = JsonSerializer.SerializeToNode(new DenseLayer(1).Activation),
            },
        ],
        "units");

    private static readonly Objects Inputs = new(
    [
        new("level", Choices.Of<SampleLevel>(), "Replaces that of the block."),
        new("base", Choices.Of<SampleBase>(), "Replaces that of the block."),
        new("baseSeason", new WholeNumbers(2, 10_000), "Replaces that of the block."),
        new("scale", Choices.Of<SampleScale>(), "Replaces that of the block."),
        new("adjustSeason", new TrueOrFalse(), "Replaces that of the block."),
        new("lookBack", new WholeNumbers(1, 1000), "Replaces that of the block."),
        new("units", new WholeNumbers(1, 1024), "Replaces that of the block."),
        new("epochs", new WholeNumbers(1, MostEpochs), "Replaces that of the block."),
        new("learningRate", new Numbers(1e-9, 1e6), "Replaces that of the block."),
    ]);

    private static readonly GridAxis[] All =
    [
        new("lookBack", new WholeNumbers(1, 1000), "Past values that the network sees."),
        new("units", new WholeNumbers(1, 1024), "Units of each LSTM layer."),
        new("layers", new WholeNumbers(1, 8), "Number of LSTM layers."),
        new("epochs", new WholeNumbers(1, MostEpochs), "Passes over the training samples."),
        new("batchSize", new WholeNumbers(1, 100_000), "Samples per step of the optimizer."),
        new("dropout", new Numbers(0, 0.95), "Share of the outputs of every LSTM layer that training leaves out."),
        new(
            "recurrentDropout",
            new Numbers(0, 0.95),
            "Share of what a layer feeds back that training leaves out, one mask per sample."),
        new("cellActivation", Choices.Of<CellActivation>(), "Activation inside the LSTM layers."),
        new(
            "loss",
            Choices.Of<LossKind>(
                "squared error",
                "absolute error",
                "squared up to 1, then linear",
                "cross-entropy, with `bins` and always then",
                "that of 15 quantiles, which are the intervals"),
            "What training minimises; `pinball` needs `level`."),
        new("optimizer", Choices.Of<OptimizerKind>(), "How the weights follow the gradient, as PyTorch defines it."),
        new("momentum", new Numbers(0, 0.9999), "Momentum of `sgd`."),
        new(
            "decayFactor",
            new OrNull(new Numbers(1e-6, 1), "no decay"),
            "Multiplies the learning rate each time `decayEvery` epochs have passed."),
        new(
            "decayEvery",
            new OrNull(new WholeNumbers(1, MostEpochs), $"{LstmSpec.DefaultDecayEvery}"),
            "Epochs from one decay of the learning rate to the next.")
        {
            Start = JsonValue.Create(LstmSpec.DefaultDecayEvery),
        },
        new("clipNorm", new OrNull(new Numbers(1e-9, 1e9), "any"), "Largest norm of a gradient; a longer one is scaled down."),
        new("weightDecay", new Numbers(0, 1), "Penalty on squared weights."),
        new(
            "initialization",
            Choices.Of<WeightInitialization>("Glorot, orthogonal, forget-gate bias 1", "uniform"),
            "Where the starting weights come from."),
        new(
            "patience",
            new OrNull(new WholeNumbers(1, MostEpochs), "all epochs"),
            "Epochs without an improvement before training ends with its best weights."),
        new("minDelta", new Numbers(0, 1e9), "By how much the loss must fall to count as an improvement."),
        new("validation", new TrueOrFalse(), "Whether to hold samples back without `patience` too, to see their loss by epoch."),
        new(
            "validationShare",
            new OrNull(new Numbers(0.01, 0.9), UsualShare),
            "Share of the training samples, the last ones of each series, that `patience` and `validation` hold back.")
        {
            Start = JsonValue.Create(LstmTrainer.DefaultValidationShare),
        },
        new("dense", new Lists(DenseLayers), "Dense layers before the output.")
        {
            Start = new JsonArray(new JsonArray()),
        },
        new("outputActivation", Activations, "Activation of the output; `softmax` with `bins`, always, and none with the loss `pinball`."),
        new(
            "output",
            Choices.Of<OutputKind>("the next value, fed back for the steps beyond", "all steps at once"),
            "How the network forecasts several steps."),
        new(
            "bins",
            new OrNull(new WholeNumbers(2, 200), "forecasts the value itself"),
            "Ranges of values to classify into: forecasts carry each range's probability and the expected value."),
        new("binning", Choices.Of<Binning>("of equal width", "with equally many training values"), "How the ranges are chosen."),
        SharedAxes.Covariates("Covariates of the grid that the network sees.", "all of the grid's"),
        new(
            "branches",
            new TrueOrFalse(),
            "Whether the series and every covariate have LSTM layers of their own, merged before `dense`."),
        new("learningRate", new Numbers(1e-9, 1e6), "Step size of the optimizer at the start."),
        new(
            "transforms",
            new Lists(Choices.Of<TransformKind>()),
            "Transforms of the series, in order, fitted only on training values.")
        {
            Start = new JsonArray(JsonSerializer.SerializeToNode(new LstmSpec().Transforms)),
        },
        SharedAxes.SeasonLength(SharedAxes.LongestSeason, "Values per season, for the seasonal difference."),
        new(
            "level",
            new OrNull(
                Choices.Of<SampleLevel>("its last value", "simple exponential smoothing", "mean of its last season"), "`transforms` alone"),
            "Normalises samples one by one: what the values of a sample are measured from."),
        new(
            "base",
            Choices.Of<SampleBase>("the level", "the seasonal naive forecast"),
            "What the targets of a sample are measured from; with `level`."),
        new(
            "scale",
            Choices.Of<SampleScale>("1", "mean absolute change in it, shrunk towards that of the series", "that of the series"),
            "Divisor of distances from the level; with `level`."),
        new("scaleInput", new TrueOrFalse(), "Whether the network also sees the logarithm of the scale."),
        new("scaleWeight", new Numbers(0, 2), "Power of its scale by which a sample weighs in the training, at most 10 times the mean."),
        new("adjustSeason", new TrueOrFalse(), "Whether to remove a season first, if the Theta method's test finds one; with `level`."),
        new("patch", new WholeNumbers(1, 1000), "Values that the network sees in each time step."),
        new("stride", new OrNull(new WholeNumbers(1, 1000), "`patch`"), "Values from one time step to the next."),
        new(
            "schedule",
            Choices.Of<LearningSchedule>("as it is", "rises at first, then falls along half a cosine to a twentieth"),
            "How the learning rate changes during training."),
        new(
            "averaging",
            new Numbers(0, 0.99999),
            "Share of itself that an average of the weights keeps at each update; 0 takes the last weights. Not with `patience`."),
        new(
            "updates",
            new OrNull(new WholeNumbers(1, 10_000_000), "any number"),
            "Training ends with the epoch in which the optimizer reaches this number of steps."),
        new(
            "scope",
            Choices.Of<LstmScope>("each series has networks of its own", "all series of an upload share networks"),
            "What the networks learn from; `panel` needs 3 series. Without `level` it takes what the block does not say from the recipe."),
        new("baseSeason", new OrNull(new WholeNumbers(2, 10_000), "`m`"), "Values per season of `base`."),
        new(
            "epochSamples",
            new OrNull(new WholeNumbers(1, 10_000_000), "all"),
            "Most samples of an epoch, drawn anew for each of them."),
        new(
            "variants",
            new Lists(Inputs),
            "Inputs whose networks' forecasts are averaged, each with what differs; with `scope` `panel`.")
        {
            Start = new JsonArray(new JsonArray()),
        },
        new("seeds", new WholeNumbers(1, 100), "Networks, each with its own seed, whose outputs are averaged; they are one trial."),
        new(
            "seed",
            WholeNumbers.Any,
            "Seed of the weights, the shuffling and the dropout.")
        {
            Otherwise = "the grid's",
            Start = JsonValue.Create(1),
        },
        new("lstmEngine", Choices.Of<LstmBackendKind>("built-in", "libtorch, if the host was built with it"), "The LSTM backend."),
    ];

    /// <summary>The family and its axes.</summary>
    public static GridFamily Family { get; } = new(
        new LstmSpec(),
        "LSTM",
        "Recurrent networks with long short-term memory.",
        """{ "lookBack": "auto", "units": "auto", "epochs": "auto" }""",
        """{"units": [16, 32]}""",
        [.. All.Select(axis => axis with { MayBeAuto = LstmRecipe.Axes.Contains(axis.Name) })]);
}
