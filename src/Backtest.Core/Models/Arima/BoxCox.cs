namespace Backtest.Core.Models.Arima;

/// <summary>The Box-Cox transformation, (y^λ - 1) / λ, or ln y for λ = 0 (Box and Cox, 1964, equation 1).</summary>
internal static class BoxCox
{
    /// <summary>Transforms values; missing ones stay missing.</summary>
    /// <exception cref="FitException">A value is not above zero.</exception>
    public static double[] Apply(ReadOnlySpan<double> values, double? lambda)
    {
        var result = values.ToArray();
        if (lambda is not { } power)
        {
            return result;
        }

        foreach (ref var value in result.AsSpan())
        {
            if (value <= 0)
            {
                throw new FitException("The Box-Cox transformation needs values above zero; set lambda to null.");
            }

            value = power == 0 ? Math.Log(value) : (Math.Pow(value, power) - 1) / power;
        }

        return result;
    }

    /// <summary>Transforms a value back; quantiles, such as the median and interval bounds, stay quantiles.</summary>
    public static double Invert(double value, double? lambda) => lambda switch
    {
        null => value,
        0 => Math.Exp(value),
        { } power => Math.Pow(Math.Max(0, (power * value) + 1), 1 / power),
    };
}
