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
using Backtest.Core.Series;

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
    public static IReadOnlyList<MethodForecast> Forecasts(
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
        List<FourierTerms> fourier = [.. (backtest?.Protocol.SeasonLengths ?? []).Select(length => new FourierTerms(length))];
        var ids = specs.Select(TrialIdentity.Of).ToHashSet();
        MethodForecast Of(string method, ModelSpec spec) => MethodForecast.Of(method, () => Fit(one, spec, cancellationToken));
        MethodForecast If(bool applies, string method, ModelSpec spec) =>
            applies ? Of(method, spec) : new MethodForecast(method, null, null);
        MethodForecast Best(string method, Func<ModelSpec, bool> takes) =>
            FirstOf(method, one, backtest, takes, found => found.Best(takes), cancellationToken);
        var naive = Best("naive", spec => spec is BaselineSpec { Method: BaselineMethod.Naive });
        MethodForecast[] automatic = [Of("theta", specs[0]), Of("ets average", specs[1]), Of("auto arima", specs[2])];
        List<MethodForecast> known =
            [.. RMethods.Functions.Keys.Select(method => new MethodForecast(method, one.Known.GetValueOrDefault(method), null))];
        return
        [
            naive.Forecast is null ? Of(naive.Method, new BaselineSpec(BaselineMethod.Naive)) : naive,
            MethodForecast.Of(Bar, () => new Forecast(Naive2.Forecast(one.Train, one.SeasonLength, one.Test.Length), [])),
            .. automatic,
            If(one.SeasonLength > 1, "theta additive", new ThetaSpec(one.SeasonLength, Season: ThetaSeason.Additive)),
            If(fourier.Count > 0, "auto arima fourier", new ArimaSpec { Auto = ArimaSearchKind.Stepwise, Fourier = fourier }),
            Of("ets auto", scum[0]),
            Of("ces auto", scum[2]),
            Of("dotm", scum[3]),
            Of("scum", MedianOf(scum)),
            MeanOf("mean of these three", automatic),
            Best("best of these three", spec => ids.Contains(TrialIdentity.Of(spec))),
            Best("mstl default grid", spec => spec is MstlSpec),
            Best("lstm default grid", spec => spec is LstmSpec),
            Best("best of the default grid", spec => spec is not EnsembleSpec),
            Published(one, backtest, cancellationToken),
            .. known,
            MeanOf("mean of R's three", known),
        ];
    }

    /// <summary>The product's published forecast with the default grid.</summary>
    public static MethodForecast Published(ForecastCase one, CancellationToken cancellationToken) =>
        Published(one, SeriesBacktest.Run(one, [], cancellationToken), cancellationToken);

    private static MethodForecast Published(ForecastCase one, SeriesBacktest? backtest, CancellationToken cancellationToken) =>
        FirstOf("the platform's pick", one, backtest, _ => true, found => found.Published, cancellationToken);

    // By the first trial that can be fitted to all values. It costs what all trials of the choice cost on the windows, and its own fits.
    private static MethodForecast FirstOf(
        string method,
        ForecastCase one,
        SeriesBacktest? backtest,
        Func<ModelSpec, bool> takes,
        Func<SeriesBacktest, IReadOnlyList<ScoredTrial>> order,
        CancellationToken cancellationToken)
    {
        if (backtest is null)
        {
            return new MethodForecast(method, null, null);
        }

        var own = MethodForecast.Of(method, () => order(backtest)
            .Select(trial => Fit(one, trial.Spec, cancellationToken) is { } forecast ? backtest.Finish(trial, one, forecast) : null)
            .FirstOrDefault(forecast => forecast is not null));
        return own with { Seconds = own.Seconds + backtest.Costs.Where(cost => takes(cost.Spec)).Sum(cost => cost.Seconds) };
    }

    /// <summary>A model's forecast, with its own intervals; null if it cannot forecast.</summary>
    public static Forecast? Fit(ForecastCase one, ModelSpec spec, CancellationToken cancellationToken)
    {
        try
        {
            var history = History.Of(new TimeSeries(one.Name, one.Train), one.Panel?.Networks);
            var forecast = ModelFitter.Fit(spec, history, cancellationToken).Forecast(history, one.Test.Length, ForecastScore.Levels);
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
    private static MethodForecast MeanOf(string method, IReadOnlyList<MethodForecast> members)
    {
        var known = members.Select(one => one.Forecast).OfType<Forecast>().ToList();
        var mean = MethodForecast.Of(method, () => known.Count > 0 ? LinearPool.Of(known) : null);
        return mean with { Seconds = members.Aggregate(mean.Seconds, (sum, one) => sum + one.Seconds) };
    }
}
