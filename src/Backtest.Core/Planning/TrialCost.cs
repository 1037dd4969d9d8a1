using Backtest.Core.Evaluation;
using Backtest.Core.Models;
using Backtest.Core.Models.Arima;
using Backtest.Core.Models.Baselines;
using Backtest.Core.Models.ComplexSmoothing;
using Backtest.Core.Models.Ensembles;
using Backtest.Core.Models.ExponentialSmoothing;
using Backtest.Core.Models.External;
using Backtest.Core.Models.Intermittent;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Lstm.Training;
using Backtest.Core.Models.MultipleSeasons;
using Backtest.Core.Models.Theta;
using Backtest.Core.Series;

namespace Backtest.Core.Planning;

/// <summary>
/// Expected time of a trial on one core of a machine with AVX-512, from its shape. It serves to pack batches, to reject trials that no
/// batch could hold, and to estimate the time left of a run.
/// </summary>
/// <remarks>
/// The constants are fitted to the measurements of <c>bench -- cost</c>, which compares them with the clock: some hundred
/// models on series of 45 to 2,000 values. A single ARIMA fit may take a third of the time or three times as long.
/// </remarks>
public static class TrialCost
{
    // To choose among the trials of a series and to store their results, besides fits: the slope of the time of `backtest run` in panels
    // of 10 to 640 series with five trials each.
    private const double SecondsPerCompletion = 0.013;

    // The chosen trial is fitted without the hold-out, and then to all values.
    private const int FitsOfChosen = 2;

    private const double SecondsPerFit = 2e-5;

    // For one network of a panel on one series: its season, levels and scales, and one pass of the network.
    private const double SecondsPerPooledForecast = 2e-4;

    /// <summary>Expected seconds of all fits of a trial.</summary>
    /// <param name="spec">The trial.</param>
    /// <param name="series">The series.</param>
    /// <param name="protocol">The windows.</param>
    public static double Seconds(ModelSpec spec, TimeSeries series, BacktestProtocol protocol) => FittedWindows(series.Length, protocol)
        .Sum(window => SecondsPerFit + Seconds(spec, window.TrainingLength, series.Missing > 0));

    /// <summary>
    /// Expected seconds to choose among the trials of a series, to fit the chosen one without the hold-out and to all values, and to store
    /// the results.
    /// </summary>
    /// <remarks>
    /// The windows decide which trial it is. Until then, an ensemble counts as one member of each model family, and any other choice as the
    /// mean of the families.
    /// </remarks>
    /// <param name="trials">The trials of the series, without the first use of each model family.</param>
    /// <param name="length">Number of its values.</param>
    /// <param name="protocol">The windows.</param>
    public static double OfCompletion(IReadOnlyList<PlannedTrial> trials, int length, BacktestProtocol protocol)
    {
        var families = trials.Where(trial => trial.Spec is not (BaselineSpec or EnsembleSpec or ExternalSpec))
            .GroupBy(trial => trial.Spec.Family)
            .Select(family => family.Average(trial => trial.EstimatedSeconds))
            .ToList();
        var seconds = families.Count == 0 ? 0
            : trials.Any(trial => trial.Spec is EnsembleSpec) ? families.Sum()
            : families.Average();
        return SecondsPerCompletion + (FitsOfChosen * seconds / FittedWindows(length, protocol).Count());
    }

    // Each fits its own model; the others continue with the last one.
    private static IEnumerable<Window> FittedWindows(int length, BacktestProtocol protocol) =>
        RollingOrigin.Windows(length, protocol)
            .Where((_, index) => index == 0 || (protocol.RefitEvery > 0 && index % protocol.RefitEvery == 0));

    /// <summary>Extra seconds of the first trial of a model family, while the process compiles its code.</summary>
    /// <param name="family">The model family.</param>
    public static double FirstUse(string family) => family switch
    {
        "baseline" => 0.06,
        "ets" => 0.08,
        "theta" => 0.03,
        "ces" => 0.03,
        "intermittent" => 0.02,
        "mstl" => 0.05,
        "arima" => 0.18,
        "lstm" => 0.3,
        _ => 0,
    };

    /// <summary>Expected seconds of training a network of a panel.</summary>
    /// <param name="network">The network.</param>
    /// <param name="samples">Number of samples.</param>
    public static double OfTraining(LstmSpec network, long samples) => Seconds(network, (int)Math.Clamp(samples, 1, int.MaxValue));

    private static double Seconds(ModelSpec spec, int length, bool hasMissing) => spec switch
    {
        EtsSpec { IsAutomatic: true } ets => (ets.EstimatedSeason > 1 ? 2e-4 : 5e-5) * length,
        EtsSpec ets => 1.8e-6 * length * Searches(EtsComponents.Of(ets.Form)),
        ThetaSpec { Form: not ThetaForm.Standard } => 1.1e-6 * length,
        ThetaSpec => 1.7e-6 * length,
        CesSpec ces => 5.5e-6 * length * Forms(ces),
        IntermittentSpec { HasAlpha: true } => 2e-8 * length,
        IntermittentSpec => 1e-6 * length,
        MstlSpec mstl => (Decomposition(mstl) * length) + Seconds(mstl.Adjusted, length, hasMissing),
        ArimaSpec { Auto: not null } arima => Search(arima, length, hasMissing) + Regression(arima, length),
        ArimaSpec arima => Seconds(arima, length, hasMissing),
        LstmSpec { Scope: LstmScope.Panel } lstm => lstm.Inputs.Count * (lstm.Seeds ?? 1) * SecondsPerPooledForecast,
        LstmSpec lstm => Seconds(lstm, Math.Max(1, length - lstm.FewestInputs)),
        _ => 0,
    };

    // A seasonal form has more parameters to search for, and its steps take longer.
    private static double Forms(CesSpec spec) => spec.Form switch
    {
        CesForm.Auto when spec.SeasonLength > 1 => 7,
        CesForm.Simple => 0.7,
        CesForm.Partial => 1.9,
        CesForm.Full => 2.7,
        _ => 1,
    };

    // Per value, and repeated at windows between refits.
    private static double Decomposition(MstlSpec spec) => 1.4e-6 * spec.SeasonLengths.Count;

    // Each parameter lengthens the search; the logarithms and divisions of multiplicative errors take longer.
    private static double Searches(EtsComponents form) => Math.Pow(form.Smoothings, 1.5) * (form.HasMultiplicativeErrors ? 2.5 : 1);

    // With missing values, every model of the search filters the whole state, without the shortcut by conditional sums of squares.
    private static double Search(ArimaSpec spec, int length, bool hasMissing) =>
        (spec.Auto == ArimaSearchKind.Stepwise ? 1.8e-5 : 1e-4) * Math.Pow(length, 1.1) * Math.Pow(spec.EstimatedPeriod, 0.5)
        * (hasMissing ? 3.3 * Math.Pow(spec.EstimatedPeriod, 0.57) : 1);

    // The search uses a series without seasons; fitting its choice is repeated for the coefficients of the terms.
    private static double Regression(ArimaSpec spec, int length) =>
        spec.Fourier is null && spec.Covariates is null ? 0 : 4e-5 * length * Columns(spec);

    // Every covariate beyond the first goes through the filter of the errors each time that their model changes.
    private static double Columns(ArimaSpec spec) => 1 + (0.5 * Math.Max(0, (spec.Covariates?.Count ?? 0) - 1));

    // Each parameter lengthens the search, and each of its steps costs a pass of the filter over the series, with missing values one
    // over the whole state. A regression repeats the search for its coefficients.
    private static double Seconds(ArimaSpec spec, int length, bool hasMissing)
    {
        var parameters = spec.P + spec.Q + spec.SeasonalP + spec.SeasonalQ;
        var lags = Math.Max(spec.P + (spec.SeasonalP * spec.Period), spec.Q + (spec.SeasonalQ * spec.Period));
        var filter = hasMissing ? 1.2 + (0.04 * Math.Pow(1 + lags + spec.D + (spec.SeasonalD * spec.Period), 1.75)) : 1;
        var regression = spec.Covariates is null && spec.Fourier is null ? 1 : 6 * Columns(spec);
        return 1.1e-7 * Math.Pow(length, 0.87) * Math.Pow(1 + parameters, 2.57) * Math.Pow(1 + lags, 0.29) * filter * regression;
    }

    // Per epoch: the products of all samples at all steps, and the constant cost of a batch at each step.
    private static double Seconds(LstmSpec spec, int count)
    {
        var columns = 1 + (spec.Covariates?.Count ?? 0);
        var inputs = spec.InputsOf(columns);
        var stacks = spec.Branches ? columns : 1;
        double units = (spec.Units + 15) / 16 * 16;
        var weights = stacks * ((4 * units * (units + ((double)inputs / stacks))) + ((spec.Layers - 1) * 8 * units * units));
        var (head, last) = spec.Dense.Aggregate(
            (Weights: 0.0, Inputs: stacks * units), (sum, layer) => (sum.Weights + (sum.Inputs * layer.Units), layer.Units));
        var quantiles = spec.ForecastsQuantiles ? spec.OutputSteps * spec.OutputsPerStep : 0;
        head += last * quantiles;
        var layers = stacks * spec.Layers;

        // Samples held back for validation have no gradient, which is two thirds of the work.
        var held = spec.Validates ? count * (spec.ValidationShare ?? LstmTrainer.DefaultValidationShare) : 0;
        var trained = Math.Max(1, count - (int)held);
        var (samples, steps) = (spec.SamplesOf(trained) + (held / 3), spec.InputSteps);
        var batches = Math.Ceiling(samples / spec.BatchSize);

        // libtorch starts several operations for each layer and step.
        var perStep = spec.Backend == LstmBackendKind.TorchSharp ? 9e-5 : 7.2e-7;
        var epoch = (samples * steps * ((2.7e-11 * weights) + (2e-9 * units * layers)))
            + (batches * steps * ((6.5e-11 * weights) + (perStep * layers)))
            + (samples * (1.4e-7 + (3e-11 * head) + (1e-8 * quantiles)))
            + (batches * 6e-10 * head);
        if (spec.Level is not null)
        {
            // A sample is normalised every time the network trains on it.
            epoch += 3.4e-9 * samples * ((steps * inputs) + spec.OutputSteps);
        }

        return (spec.Seeds ?? 1) * ((spec.EpochsOf(trained) * epoch) + (6e-9 * layers * units * units * units));
    }
}
