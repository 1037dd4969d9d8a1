namespace Backtest.Core.Diagnostics;

/// <summary>Autocorrelations of a series, and the 95 % band of white noise.</summary>
/// <param name="Acf">Autocorrelations at lags 1, 2, ...</param>
/// <param name="Pacf">Partial autocorrelations at the same lags.</param>
/// <param name="Bound">95 % of the values of white noise lie within plus and minus this.</param>
public sealed record Correlogram(IReadOnlyList<double> Acf, IReadOnlyList<double> Pacf, double Bound)
{
    /// <summary>Computes the correlogram; see <see cref="Autocorrelation"/> for missing values.</summary>
    /// <param name="values">Values in time order; missing ones are NaN.</param>
    /// <param name="lags">Largest lag, at least 1.</param>
    /// <exception cref="UndefinedStatisticException">All values are equal, or some lag has no pair.</exception>
    public static Correlogram Of(ReadOnlySpan<double> values, int lags)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(lags);
        var acf = Autocorrelation.Acf(values, lags);
        return new Correlogram(acf[1..], Autocorrelation.PartialOf(acf), Autocorrelation.Bound(ObservedValues.Count(values)));
    }
}
