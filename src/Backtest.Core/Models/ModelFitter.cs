using Backtest.Core.Models.Arima;
using Backtest.Core.Models.Baselines;
using Backtest.Core.Models.ComplexSmoothing;
using Backtest.Core.Models.Ensembles;
using Backtest.Core.Models.ExponentialSmoothing;
using Backtest.Core.Models.External;
using Backtest.Core.Models.Intermittent;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Lstm.Pooled;
using Backtest.Core.Models.MultipleSeasons;
using Backtest.Core.Models.Theta;
using Backtest.Core.Problems;

namespace Backtest.Core.Models;

/// <summary>Fits any model.</summary>
public static class ModelFitter
{
    /// <summary>Fits a spec to training values.</summary>
    /// <param name="spec">What to fit.</param>
    /// <param name="training">Training values in time order, NaN where missing; the fit sees nothing else.</param>
    /// <param name="cancellationToken">Stops the fit.</param>
    /// <param name="context">Threads and LSTM backends; null for the default.</param>
    /// <returns>
    /// The fitted model; the same bits for the same spec and values on any host and number of threads, with the built-in backend.
    /// </returns>
    /// <exception cref="FitException">The model cannot be fitted to these values.</exception>
    public static IFittedModel Fit(
        ModelSpec spec, History training, CancellationToken cancellationToken, FitContext? context = null) =>
        FitEach([spec], training, context ?? FitContext.Default, cancellationToken).Single();

    /// <summary>Fits specs that share a training: a single one, or LSTMs that differ only in their epochs.</summary>
    /// <param name="specs">What to fit, fewest epochs first.</param>
    /// <param name="training">Training values in time order, NaN where missing; the fit sees nothing else.</param>
    /// <param name="context">Threads and LSTM backends.</param>
    /// <param name="cancellationToken">Stops the fit.</param>
    /// <returns>
    /// The model of each spec, the same as if it were fitted alone. Training continues as they are enumerated, so a failure does not
    /// discard the models before it.
    /// </returns>
    /// <exception cref="FitException">The remaining models cannot be fitted; the enumeration may throw it as well.</exception>
    public static IEnumerable<IFittedModel> FitEach(
        IReadOnlyList<ModelSpec> specs, History training, FitContext context, CancellationToken cancellationToken)
    {
        var spec = specs[^1];
        return training.Length < spec.MinimumTrainingLength
            ? throw new FitException(
                $"{spec.Label} needs at least {spec.MinimumTrainingLength} training values; there are {training.Length}.")
            : spec is LstmSpec { Scope: LstmScope.Series }
            ? LstmFitter.FitEach(training, [.. specs.Cast<LstmSpec>()], TrialIdentity.SeedOf(spec), context, cancellationToken)
            : [FitOne(spec, training, context, cancellationToken)];
    }

    private static IFittedModel FitOne(ModelSpec spec, History training, FitContext context, CancellationToken cancellationToken)
    {
        switch (spec)
        {
            case BaselineSpec baseline:
                return new BaselineModel(baseline);
            case EtsSpec { Form: EtsForm.Average } ets:
                return EtsFitter.FitAverage(training.Values, ets, cancellationToken);
            case EtsSpec ets:
                return EtsFitter.Fit(training.Values, ets, cancellationToken);
            case ThetaSpec { Form: not ThetaForm.Standard } theta:
                return ThetaFitter.FitLines(training.Values, theta);
            case ThetaSpec theta:
                return ThetaFitter.Fit(training.Values, theta, cancellationToken);
            case CesSpec ces:
                return CesFitter.Fit(training.Values, ces, cancellationToken);
            case IntermittentSpec intermittent:
                return IntermittentModel.Of(training, intermittent);
            case ExternalSpec external:
                return new ExternalModel(external);
            case MstlSpec mstl:
                return MstlFitter.Fit(training.Values, mstl, (adjusted, values) => Fit(adjusted, values, cancellationToken, context));
            case ArimaSpec arima:
                return ArimaFitter.Fit(training, arima, cancellationToken);
            case LstmSpec { Scope: LstmScope.Panel } lstm:
                return PooledLstm.Anchor(lstm, training);
            case EnsembleSpec { Members: { } members } ensemble:
                return FitMembers(ensemble, members, training, context, cancellationToken);
            default:
                throw new ArgumentOutOfRangeException(nameof(spec), spec, "Not a model.");
        }
    }

    // A member that could be fitted to the windows may fail on other values; the other members then share its weight.
    private static FittedEnsemble FitMembers(
        EnsembleSpec ensemble,
        IReadOnlyList<EnsembleMember> members,
        History training,
        FitContext context,
        CancellationToken cancellationToken)
    {
        var (kept, models, warnings) = (new List<EnsembleMember>(), new List<IFittedModel>(), new List<string>());
        foreach (var member in members)
        {
            try
            {
                models.Add(Fit(member.Spec, training, cancellationToken, context));
                kept.Add(member);
            }
            catch (FitException problem)
            {
                warnings.Add($"{member.Label} was left out: {problem.Message}");
            }
        }

        if (kept.Count == 0)
        {
            throw new FitException($"No member could be fitted: {warnings[0]}");
        }

        var total = kept.Sum(member => member.Weight);
        return new FittedEnsemble(
            ensemble with { Members = kept.ConvertAll(member => member with { Weight = member.Weight / total }) }, models, warnings);
    }
}
