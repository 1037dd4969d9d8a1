using Backtest.Core.Models.Arima;
using Backtest.Core.Models.Baselines;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Planning;

namespace Backtest.Core.Models;

/// <summary>Fits any model.</summary>
public static class ModelFitter
{
    /// <summary>Fits a spec to training values.</summary>
    /// <param name="spec">What to fit.</param>
    /// <param name="training">Training values in time order, missing ones NaN; nothing else is looked at.</param>
    /// <param name="cancellationToken">Stops the fit.</param>
    /// <returns>The fitted model; the same bits for the same spec and values, whatever thread or host fits it.</returns>
    /// <exception cref="FitException">The model cannot be fitted to these values.</exception>
    public static IFittedModel Fit(ModelSpec spec, ReadOnlySpan<double> training, CancellationToken cancellationToken)
    {
        if (training.Length < spec.MinimumTrainingLength)
        {
            throw new FitException($"{spec.Label} needs at least {spec.MinimumTrainingLength} training values and has {training.Length}.");
        }

        return spec switch
        {
            BaselineSpec baseline => new BaselineModel(baseline),
            ArimaSpec arima => ArimaFitter.Fit(training, arima, cancellationToken),
            LstmSpec lstm => LstmFitter.Fit(training, lstm, TrialIdentity.SeedOf(lstm), cancellationToken),
            _ => throw new ArgumentOutOfRangeException(nameof(spec), spec, "Not a model."),
        };
    }
}
