using Backtest.Core.Diagnostics;
using Backtest.Core.Models.Arima;
using Backtest.Core.Models.Baselines;
using Backtest.Core.Models.ComplexSmoothing;
using Backtest.Core.Models.ExponentialSmoothing;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Theta;
using Backtest.Core.Problems;

namespace Backtest.Core.Models.MultipleSeasons;

/// <summary>Fits a model to a series after MSTL has removed the seasons.</summary>
internal static class MstlFitter
{
    /// <summary>Fits the model.</summary>
    /// <param name="series">The series in time order, NaN where a value is missing.</param>
    /// <param name="spec">The seasons and the model of the adjusted series.</param>
    /// <param name="fit">Fits a spec to the adjusted series.</param>
    /// <exception cref="FitException">
    /// There is no season, the series is too short for all of them, or the model cannot be fitted to the adjusted series.
    /// </exception>
    public static MstlModel Fit(ReadOnlySpan<double> series, MstlSpec spec, Func<ModelSpec, double[], IFittedModel> fit)
    {
        if (spec.WholeLengths is not [>= 2, ..] lengths)
        {
            throw new FitException("MSTL needs a season of 2 values at least.");
        }

        _ = EtsFitter.Inspect(series);
        var observed = ObservedValues.Count(series);
        if (observed < spec.MinimumTrainingLength)
        {
            throw new FitException($"{spec.Label} needs at least {spec.MinimumTrainingLength} observed values; there are {observed}.");
        }

        var kept = lengths.Where(length => observed >= MstlSpec.FewestForSeason(length)).ToList();
        var adjusted = fit(spec.Adjusted, SeasonalParts.Of(series, kept, spec.Lambda).Adjusted);
        var ignored = lengths.Skip(kept.Count)
            .Select(length => SeasonWarning.Of(length, int.MaxValue, MstlSpec.FewestForSeason(length), observed)!);
        return new MstlModel
        {
            Spec = spec,
            SeasonLengths = kept,
            Ets = adjusted as EtsModel,
            EtsAverage = adjusted as EtsAverage,
            Arima = adjusted as ArimaModel,
            Theta = adjusted as ThetaModel,
            ThetaLines = adjusted as ThetaLinesModel,
            Ces = adjusted as CesModel,
            Baseline = adjusted as BaselineModel,
            Lstm = adjusted as FittedLstm,
            Warnings = [.. ignored, .. adjusted.Warnings],
        };
    }
}
