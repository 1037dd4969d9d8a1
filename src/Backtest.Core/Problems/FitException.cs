namespace Backtest.Core.Problems;

/// <summary>
/// A model cannot be fitted to this data: too few values, a diverged optimisation, a singular problem.
/// It fails only its trial, with this message as the reason.
/// </summary>
public sealed class FitException : Exception
{
    /// <summary>Creates the failure with its reason.</summary>
    /// <param name="message">What went wrong and, where it helps, what would work.</param>
    public FitException(string message)
        : base(message)
    {
    }
}
