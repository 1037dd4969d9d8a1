namespace Backtest.Core.Diagnostics;

/// <summary>The values do not determine a statistic: too few of them, all equal, or a regression that fits exactly.</summary>
internal sealed class UndefinedStatisticException : Exception
{
    /// <summary>Creates the exception with its reason.</summary>
    /// <param name="message">What the values lack, as a sentence.</param>
    public UndefinedStatisticException(string message)
        : base(message)
    {
    }
}
