namespace Backtest.Core.Diagnostics;

/// <summary>A statistic that the values do not determine: too few of them, none that vary, a regression that fits exactly.</summary>
public sealed class UndefinedStatisticException : Exception
{
    /// <summary>Creates the exception with its reason.</summary>
    /// <param name="message">What the values lack, as a sentence.</param>
    public UndefinedStatisticException(string message)
        : base(message)
    {
    }
}
