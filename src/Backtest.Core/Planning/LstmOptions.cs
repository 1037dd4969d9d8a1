using Backtest.Core.Evaluation;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Problems;

namespace Backtest.Core.Planning;

/// <summary>LSTM options that depend on each other, on the grid or on the protocol.</summary>
internal static class LstmOptions
{
    /// <summary>Sets options that follow from others, and removes those without effect, so that equal trials have the same id.</summary>
    /// <exception cref="InputException">Options contradict each other.</exception>
    public static LstmSpec Settle(LstmSpec spec, Grid grid, BacktestProtocol protocol)
    {
        var ahead = protocol.Gap + protocol.Horizon;
        var covariates = spec.Covariates is { Count: > 0 } ? spec.Covariates : null;
        spec = spec with
        {
            Covariates = covariates,
            Branches = spec.Branches && covariates is not null,
            Output = ahead > 1 ? spec.Output : OutputKind.Recursive,
            Steps = ahead > 1 && spec.Output == OutputKind.Direct ? ahead : null,
        };
        CheckCovariates(covariates ?? [], spec.Output, grid, ahead);
        spec = SampleOptions.Settle(spec, ahead);
        if (spec.Bins is not null)
        {
            return spec with { Loss = LossKind.CrossEntropy, OutputActivation = Activation.Softmax };
        }

        if (spec.Loss == LossKind.CrossEntropy || spec.OutputActivation == Activation.Softmax)
        {
            throw new InputException(
                "The loss crossEntropy and a softmax output are for ranges of values, but the block has no bins.",
                "lstm",
                "Give bins, such as 10, or another loss and output.");
        }

        if (spec.ForecastsQuantiles)
        {
            spec = WithQuantiles(spec);
        }

        return spec with { Binning = Binning.Width };
    }

    // Targets must be relative to known values, so that a step's quantiles are those of its own value.
    private static LstmSpec WithQuantiles(LstmSpec spec)
    {
        if (spec.Level is null)
        {
            throw new InputException(
                "The loss pinball makes a network forecast quantiles, which it does for samples that are normalised one by one, but the "
                    + "block has no level.",
                "lstm.loss",
                "Give level, such as \"ses\", or another loss.");
        }

        return spec.OutputActivation == Activation.Linear
            ? spec with { OutputActivation = Activation.Quantiles }
            : throw new InputException(
                "The loss pinball makes a network forecast quantiles, which have an activation of their own.",
                "lstm.outputActivation",
                "Leave out outputActivation, or give another loss.");
    }

    private static void CheckCovariates(IReadOnlyList<string> covariates, OutputKind output, Grid grid, int ahead)
    {
        foreach (var name in covariates)
        {
            if (covariates.Count(other => other == name) > 1)
            {
                throw new InputException($"The covariate '{name}' is named twice.", "lstm.covariates", "Name each once.");
            }

            var isPast = grid.PastCovariates.Contains(name);
            if (!isPast && !grid.KnownAhead.Contains(name))
            {
                throw new InputException(
                    $"The covariate '{name}' is not in the grid.",
                    "lstm.covariates",
                    "Name it in pastCovariates, or in futureCovariates if it is known ahead.");
            }

            if (isPast && ahead > 1 && output == OutputKind.Recursive)
            {
                throw new InputException(
                    $"The covariate '{name}' is known only up to the last value, but a recursive forecast of {ahead} steps needs later "
                        + "values.",
                    "lstm.output",
                    "Set output to direct, or name the covariate in futureCovariates if it is known ahead.");
            }
        }
    }
}
