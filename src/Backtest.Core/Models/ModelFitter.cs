using Backtest.Core.Models.Arima;
using Backtest.Core.Models.Baselines;
using Backtest.Core.Models.ComplexSmoothing;
using Backtest.Core.Models.Ensembles;
using Backtest.Core.Models.ExponentialSmoothing;
using Backtest.Core.Models.External;
using Backtest.Core.Models.Intermittent;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Lstm.Backends;
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
    /// <param name="training">Training values in time order, missing ones NaN; nothing else is looked at.</param>
    /// <param name="cancellationToken">Stops the fit.</param>
    /// <param name="threads">Threads that may share the fit.</param>
    /// <param name="backends">The LSTM backends that there are; null for the built-in one.</param>
    /// <returns>
    /// The fitted model; the same bits for the same spec and values, whatever threads or host fit it with a built-in backend.
    /// </returns>
    /// <exception cref="FitException">The model cannot be fitted to these values.</exception>
    public static IFittedModel Fit(
        ModelSpec spec, History training, CancellationToken cancellationToken, int threads = 1, LstmBackends? backends = null)
    {
        IFittedModel? result = null;
        FitEach([spec], training, (_, model) => result = model, cancellationToken, threads, backends);
        return result!;
    }

    /// <summary>Fits specs that share a training: a single one, or LSTMs that differ in their epochs alone.</summary>
    /// <param name="specs">What to fit, fewest epochs first.</param>
    /// <param name="training">Training values in time order, missing ones NaN; nothing else is looked at.</param>
    /// <param name="fitted">Told of each model, by its index; the same as if it were fitted alone.</param>
    /// <param name="cancellationToken">Stops the fit.</param>
    /// <param name="threads">Threads that may share the fit.</param>
    /// <param name="backends">The LSTM backends that there are; null for the built-in one.</param>
    /// <exception cref="FitException">Why the models that <paramref name="fitted"/> has not been told of cannot be fitted.</exception>
    public static void FitEach(
        IReadOnlyList<ModelSpec> specs,
        History training,
        Action<int, IFittedModel> fitted,
        CancellationToken cancellationToken,
        int threads = 1,
        LstmBackends? backends = null)
    {
        var spec = specs[^1];
        if (training.Length < spec.MinimumTrainingLength)
        {
            throw new FitException($"{spec.Label} needs at least {spec.MinimumTrainingLength} training values; there are {training.Length}.");
        }

        switch (spec)
        {
            case BaselineSpec baseline:
                fitted(0, new BaselineModel(baseline));
                break;
            case EtsSpec { Form: EtsForm.Average } ets:
                fitted(0, EtsFitter.FitAverage(training.Values, ets, cancellationToken));
                break;
            case EtsSpec ets:
                fitted(0, EtsFitter.Fit(training.Values, ets, cancellationToken));
                break;
            case ThetaSpec { Form: not ThetaForm.Standard } theta:
                fitted(0, ThetaFitter.FitLines(training.Values, theta));
                break;
            case ThetaSpec theta:
                fitted(0, ThetaFitter.Fit(training.Values, theta, cancellationToken));
                break;
            case CesSpec ces:
                fitted(0, CesFitter.Fit(training.Values, ces, cancellationToken));
                break;
            case IntermittentSpec intermittent:
                fitted(0, IntermittentModel.Of(training, intermittent));
                break;
            case ExternalSpec external:
                fitted(0, new ExternalModel(external));
                break;
            case MstlSpec mstl:
                fitted(0, MstlFitter.Fit(training.Values, mstl, (adjusted, values) => Fit(adjusted, values, cancellationToken)));
                break;
            case ArimaSpec arima:
                fitted(0, ArimaFitter.Fit(training, arima, cancellationToken));
                break;
            case LstmSpec { Scope: LstmScope.Panel } lstm:
                fitted(0, PooledLstm.Anchor(lstm, training));
                break;
            case LstmSpec lstm:
                LstmFitter.FitEach(
                    training, [.. specs.Cast<LstmSpec>()], TrialIdentity.SeedOf(lstm), fitted, cancellationToken, threads, backends);
                break;
            case EnsembleSpec { Members: { } members } ensemble:
                fitted(0, FitMembers(ensemble, members, training, threads, backends, cancellationToken));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(specs), spec, "Not a model.");
        }
    }

    // What could be fitted to the windows may fail on other values; the other members then share its weight.
    private static FittedEnsemble FitMembers(
        EnsembleSpec ensemble,
        IReadOnlyList<EnsembleMember> members,
        History training,
        int threads,
        LstmBackends? backends,
        CancellationToken cancellationToken)
    {
        var (kept, models, warnings) = (new List<EnsembleMember>(), new List<IFittedModel>(), new List<string>());
        foreach (var member in members)
        {
            try
            {
                models.Add(Fit(member.Spec, training, cancellationToken, threads, backends));
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
