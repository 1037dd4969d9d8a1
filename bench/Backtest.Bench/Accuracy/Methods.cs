using Backtest.Core.Evaluation;
using Backtest.Core.Models;
using Backtest.Core.Models.Arima;
using Backtest.Core.Models.Baselines;
using Backtest.Core.Models.ComplexSmoothing;
using Backtest.Core.Models.Ensembles;
using Backtest.Core.Models.ExponentialSmoothing;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.MultipleSeasons;
using Backtest.Core.Models.Theta;
using Backtest.Core.Problems;

namespace Backtest.Bench.Accuracy;

/// <summary>The compared methods.</summary>
internal static class Methods
{
    /// <summary>The method that OWA is relative to.</summary>
    public const string Bar = "naive2";

    /// <summary>Forecasts a series with every method, always in the same order.</summary>
    /// <param name="one">The series.</param>
    /// <param name="without">Model families to remove from the default grid.</param>
    /// <param name="cancellationToken">Stops the fits.</param>
    /// <returns>Each method's forecast; null if it has none for this series.</returns>
    public static IReadOnlyList<(string Method, Forecast? Forecast)> Forecasts(
        ForecastCase one, IReadOnlyCollection<string> without, CancellationToken cancellationToken)
    {
        var backtest = SeriesBacktest.Run(one, without, cancellationToken);
        ModelSpec[] specs =
        [
            new ThetaSpec(one.SeasonLength),
            new EtsSpec(EtsForm.Average, one.SeasonLength),
            new ArimaSpec { Auto = ArimaSearchKind.Stepwise, Period = one.SeasonLength },
        ];
        ModelSpec[] scum =
        [
            new EtsSpec(EtsForm.Auto, one.SeasonLength),
            specs[2],
            new CesSpec(CesForm.Auto, one.SeasonLength),
            new ThetaSpec(one.SeasonLength, ThetaForm.DOTM),
        ];
        var automatic = Array.ConvertAll(specs, spec => Fit(one, spec, cancellationToken));
        var ids = specs.Select(TrialIdentity.Of).ToHashSet();
        Forecast? FirstOf(IReadOnlyList<ScoredTrial>? trials) => Methods.FirstOf(one, backtest, trials, cancellationToken);
        return
        [
            ("naive", FirstOf(backtest?.Best(trial => trial.Spec is BaselineSpec { Method: BaselineMethod.Naive }))
                ?? Fit(one, new BaselineSpec(BaselineMethod.Naive), cancellationToken)),
            (Bar, new Forecast(Naive2.Forecast(one.Train, one.SeasonLength, one.Test.Length), [])),
            ("theta", automatic[0]),
            ("ets average", automatic[1]),
            ("auto arima", automatic[2]),
            ("ets auto", Fit(one, scum[0], cancellationToken)),
            ("ces auto", Fit(one, scum[2], cancellationToken)),
            ("dotm", Fit(one, scum[3], cancellationToken)),
            ("scum", Fit(one, MedianOf(scum), cancellationToken)),
            ("mean of these three", MeanOf(automatic)),
            ("best of these three", FirstOf(backtest?.Best(trial => ids.Contains(trial.Id)))),
            ("mstl default grid", FirstOf(backtest?.Best(trial => trial.Spec is MstlSpec))),
            ("lstm default grid", FirstOf(backtest?.Best(trial => trial.Spec is LstmSpec))),
            ("best of the default grid", FirstOf(backtest?.Best(trial => trial.Spec is not EnsembleSpec))),
            ("the platform's pick", FirstOf(backtest?.Published)),
            .. RMethods.Functions.Keys.Select(method => (method, one.Known.GetValueOrDefault(method))),
            ("mean of R's three", MeanOf([.. RMethods.Functions.Keys.Select(one.Known.GetValueOrDefault)])),
        ];
    }

    /// <summary>The product's published forecast with the default grid; null if it has none.</summary>
    public static Forecast? Published(ForecastCase one, CancellationToken cancellationToken)
    {
        var backtest = SeriesBacktest.Run(one, [], cancellationToken);
        return FirstOf(one, backtest, backtest?.Published, cancellationToken);
    }

    // By the first trial that can be fitted to all values.
    private static Forecast? FirstOf(
        ForecastCase one, SeriesBacktest? backtest, IReadOnlyList<ScoredTrial>? trials, CancellationToken cancellationToken) =>
        trials?.Select(trial => Fit(one, trial.Spec, cancellationToken) is { } forecast ? backtest!.Finish(trial, one, forecast) : null)
            .FirstOrDefault(forecast => forecast is not null);

    /// <summary>A model's forecast, with its own intervals; null if it cannot forecast.</summary>
    public static Forecast? Fit(ForecastCase one, ModelSpec spec, CancellationToken cancellationToken)
    {
        try
        {
            var forecast = ModelFitter.Fit(spec, one.Train, cancellationToken).Forecast(one.Train, one.Test.Length, ForecastScore.Levels);
            return Array.TrueForAll(forecast.Point, double.IsFinite) ? forecast : null;
        }
        catch (FitException)
        {
            return null;
        }
    }

    private static EnsembleSpec MedianOf(ModelSpec[] specs) => new(Combination.Median)
    {
        Members = Array.ConvertAll(specs, spec => new EnsembleMember(TrialIdentity.Of(spec), spec.Label, 1.0 / specs.Length, spec)),
    };

    // Of those that there are.
    private static Forecast? MeanOf(IReadOnlyList<Forecast?> forecasts) =>
        forecasts.OfType<Forecast>().ToList() is { Count: > 0 } known ? LinearPool.Of(known) : null;
}
