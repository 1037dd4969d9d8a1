using Backtest.Core.Evaluation;
using Backtest.Core.Models;
using Backtest.Core.Models.Arima;
using Backtest.Core.Models.ExponentialSmoothing;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Theta;

namespace Backtest.Core.Planning;

/// <summary>Expected time of a trial on one core, from its shape. It only packs batches and estimates what is left.</summary>
public static class TrialCost
{
    private const double SecondsPerLstmOperation = 1 / 8e9;
    private const double SecondsPerLstmStep = 1e-6;
    private const double SecondsPerFilterElement = 1.5e-9;
    private const int LikelihoodsPerParameter = 80;
    private const int ModelsOfSteps = 25;
    private const int ModelsOfFullSearch = 150;
    private const double SecondsPerSmoothingStep = 3e-8;
    private const int SearchesPerForm = 30;
    private const int FormsOfChoice = 15;

    /// <summary>Expected seconds of all fits of a trial.</summary>
    /// <param name="spec">The trial.</param>
    /// <param name="length">Length of the series.</param>
    /// <param name="protocol">How many windows are fitted.</param>
    public static double Seconds(ModelSpec spec, int length, BacktestProtocol protocol)
    {
        var fits = protocol.RefitEvery == 0 ? 1 : ((protocol.Windows - 1) / protocol.RefitEvery) + 1;
        return 0.0005 + (fits * spec switch
        {
            EtsSpec ets => Seconds(ets, length),
            ThetaSpec => Seconds(new EtsSpec(EtsForm.ANN), length),
            ArimaSpec arima => Seconds(arima, length),
            LstmSpec lstm => Seconds(lstm, length),
            _ => 0,
        });
    }

    // One filter step costs as much as the square of the state's length; each parameter needs some likelihoods.
    private static double Seconds(ArimaSpec spec, int length)
    {
        if (spec.Auto is { } search)
        {
            var seasonal = spec.Period > 1 ? 1 : 0;
            var typical = spec with { Auto = null, P = 1, Q = 1, SeasonalP = seasonal, SeasonalQ = seasonal, D = 1, SeasonalD = seasonal };
            return (search == ArimaSearchKind.Full ? ModelsOfFullSearch : ModelsOfSteps) * Seconds(typical, length);
        }

        var state = Math.Max(spec.P + (spec.SeasonalP * spec.Period), spec.Q + (spec.SeasonalQ * spec.Period) + 1)
            + spec.D + (spec.SeasonalD * spec.Period);
        var likelihoods = LikelihoodsPerParameter * (spec.ParameterCount + 1) * (spec.ParameterCount + 1);
        return SecondsPerFilterElement * likelihoods * length * state * state;
    }

    // Each parameter takes some steps of the search, each as long as the series.
    private static double Seconds(EtsSpec spec, int length)
    {
        var (forms, parameters) = spec.Form == EtsForm.Auto
            ? (FormsOfChoice, spec.SeasonLength + 5)
            : (1, EtsComponents.Of(spec.Form).ParameterCount(spec.SeasonLength));
        return SecondsPerSmoothingStep * forms * SearchesPerForm * parameters * length;
    }

    // Forward, and twice as much backward: two operations per weight, step and window.
    private static double Seconds(LstmSpec spec, int length)
    {
        var inputs = 1 + (spec.Covariates?.Count ?? 0);
        var stacks = spec.Branches ? inputs : 1;
        var weights = (4.0 * spec.Units * ((stacks * spec.Units) + inputs)) + (stacks * (spec.Layers - 1) * 8.0 * spec.Units * spec.Units);
        var windows = Math.Max(1, length - spec.LookBack);
        var steps = (double)windows * spec.LookBack * spec.Epochs;
        return steps * ((6 * weights * SecondsPerLstmOperation) + (stacks * spec.Layers * SecondsPerLstmStep));
    }
}
