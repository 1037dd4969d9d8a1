using System.Text.Json;
using Backtest.Core.Models.Arima;
using Backtest.Core.Models.Baselines;
using Backtest.Core.Models.Ensembles;
using Backtest.Core.Models.ExponentialSmoothing;
using Backtest.Core.Models.Garch;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Lstm.Samples;
using Backtest.Core.Models.Lstm.Training;
using Backtest.Core.Transforms;

namespace Backtest.Core.Planning;

/// <summary>Every axis that a grid may have, per engine, with the values that it allows.</summary>
public static class GridAxes
{
    /// <summary>Axes of ARIMA blocks.</summary>
    public static IReadOnlyList<GridAxis> Arima { get; } =
    [
        GridAxis.WholeNumber("p", 0, 24), GridAxis.WholeNumber("d", 0, 2), GridAxis.WholeNumber("q", 0, 24),
        GridAxis.WholeNumber("P", 0, 4), GridAxis.WholeNumber("D", 0, 1), GridAxis.WholeNumber("Q", 0, 4),
        GridAxis.WholeNumber("m", 1, ArimaSearch.LongestSeason),
        GridAxis.Nullable(GridAxis.Flag("constant")),
        GridAxis.Nullable(GridAxis.Number("lambda", -2, 2)),
        GridAxis.Flag("guerrero"), GridAxis.Flag("biasAdjust"),
        GridAxis.Nullable(GridAxis.Choice<GarchDistribution>("garch")),
        GridAxis.ListOf(GridAxis.Text("covariates")),
        GridAxis.Choice<ArimaMethod>("method"),
        GridAxis.Nullable(GridAxis.Choice<ArimaSearchKind>("auto")),
        GridAxis.Choice<InformationCriterion>("criterion"),
    ];

    /// <summary>Axes of exponential smoothing blocks.</summary>
    public static IReadOnlyList<GridAxis> Ets { get; } = [GridAxis.Choice<EtsForm>("model"), GridAxis.WholeNumber("m", 1, EtsFitter.LongestSeason)];

    /// <summary>Axes of Theta blocks.</summary>
    public static IReadOnlyList<GridAxis> Theta { get; } = [GridAxis.WholeNumber("m", 1, 10_000)];

    /// <summary>Axes of LSTM blocks.</summary>
    public static IReadOnlyList<GridAxis> Lstm { get; } =
    [
        GridAxis.WholeNumber("lookBack", 1, 1000), GridAxis.WholeNumber("units", 1, 1024), GridAxis.WholeNumber("layers", 1, 8),
        GridAxis.WholeNumber("epochs", 1, 100_000), GridAxis.WholeNumber("batchSize", 1, 100_000),
        GridAxis.Number("dropout", 0, 0.95), GridAxis.Number("recurrentDropout", 0, 0.95),
        GridAxis.Choice<CellActivation>("cellActivation"),
        GridAxis.Choice<LossKind>("loss"),
        GridAxis.Choice<OptimizerKind>("optimizer"), GridAxis.Number("momentum", 0, 0.9999),
        GridAxis.Nullable(GridAxis.Number("decayFactor", 1e-6, 1)), GridAxis.Nullable(GridAxis.WholeNumber("decayEvery", 1, 100_000)),
        GridAxis.Nullable(GridAxis.Number("clipNorm", 1e-9, 1e9)), GridAxis.Number("weightDecay", 0, 1),
        GridAxis.Choice<WeightInitialization>("initialization"),
        GridAxis.Nullable(GridAxis.WholeNumber("patience", 1, 100_000)), GridAxis.Number("minDelta", 0, 1e9),
        GridAxis.Nullable(GridAxis.Number("validationShare", 0.01, 0.9)),
        DenseLayers(),
        GridAxis.Choice<Activation>("outputActivation"),
        GridAxis.Choice<OutputKind>("output"),
        GridAxis.Nullable(GridAxis.WholeNumber("bins", 2, 200)), GridAxis.Choice<Binning>("binning"),
        GridAxis.ListOf(GridAxis.Text("covariates")), GridAxis.Flag("branches"),
        GridAxis.Number("learningRate", 1e-9, 1e6),
        GridAxis.ListOf(GridAxis.Choice<TransformKind>("transforms")),
        GridAxis.WholeNumber("m", 1, 10_000),
        GridAxis.WholeNumber("seed", int.MinValue, int.MaxValue),
        GridAxis.Choice<LstmEngineKind>("lstmEngine"),
        GridAxis.Nullable(GridAxis.Choice<SampleLevel>("level")), GridAxis.Choice<SampleBase>("base"),
        GridAxis.Choice<SampleScale>("scale"),
        GridAxis.Flag("scaleInput"), GridAxis.Number("scaleWeight", 0, 2), GridAxis.Flag("adjustSeason"),
        GridAxis.WholeNumber("patch", 1, 1000), GridAxis.Nullable(GridAxis.WholeNumber("stride", 1, 1000)),
        GridAxis.Choice<LearningSchedule>("schedule"), GridAxis.Number("averaging", 0, 0.99999),
        GridAxis.Nullable(GridAxis.WholeNumber("updates", 1, 10_000_000)), GridAxis.WholeNumber("seeds", 1, 100),
    ];

    /// <summary>Axes of ensemble blocks.</summary>
    public static IReadOnlyList<GridAxis> Ensemble { get; } =
    [
        GridAxis.Choice<Combination>("combine"),
        GridAxis.Nullable(GridAxis.WholeNumber("best", 1, 100)),
        GridAxis.Flag("onePerEngine"),
        GridAxis.Flag("automatic"),
        GridAxis.ListOf(GridAxis.OneOf("engines", ["baseline", "ets", "theta", "arima", "lstm"])),
    ];

    /// <summary>The axis of the baselines.</summary>
    public static GridAxis BaselineMethods { get; } = GridAxis.Choice<BaselineMethod>("baselines");

    /// <summary>The axes of each engine that has blocks.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<GridAxis>> OfEngine { get; } = new OrderedDictionary<string, IReadOnlyList<GridAxis>>
    {
        ["ets"] = Ets,
        ["theta"] = Theta,
        ["arima"] = Arima,
        ["lstm"] = Lstm,
        ["ensemble"] = Ensemble,
    };

    private static GridAxis DenseLayers()
    {
        var units = GridAxis.WholeNumber("units", 1, 4096);
        var activation = GridAxis.Choice<Activation>("activation");
        return GridAxis.ListOf(new GridAxis(
            "dense",
            $"an object with units ({units.Allowed}) and activation ({activation.Allowed})",
            value => value.ValueKind == JsonValueKind.Object
                && value.TryGetProperty("units", out var given) && units.Accepts(given)
                && value.EnumerateObject().DistinctBy(field => field.Name).Count() == value.GetPropertyCount()
                && value.EnumerateObject().All(field => field.Name == "units" || (field.Name == "activation" && activation.Accepts(field.Value)))));
    }
}
