namespace Backtest.Core.Models.Arima;

/// <summary>The operator (1 - B)^d (1 - B^m)^D = 1 - delta_1 B - delta_2 B^2 - ...</summary>
internal static class DifferenceOperator
{
    /// <summary>Number of values that the operator loses, d + D m.</summary>
    public static int Order(ArimaSpec spec) => spec.D + (spec.SeasonalD * spec.Period);

    /// <summary>delta_1, delta_2, ...; element k is that of lag k + 1.</summary>
    public static double[] Weights(ArimaSpec spec)
    {
        var polynomial = new double[Order(spec) + 1];
        polynomial[0] = 1;
        Multiply(polynomial, spec.D, 1);
        Multiply(polynomial, spec.SeasonalD, spec.Period);
        var weights = new double[polynomial.Length - 1];
        for (var k = 0; k < weights.Length; k++)
        {
            weights[k] = -polynomial[k + 1];
        }

        return weights;
    }

    /// <summary>The differenced values, d + D m fewer; missing if any of their terms is.</summary>
    public static double[] Apply(ArimaSpec spec, ReadOnlySpan<double> values)
    {
        var result = values.ToArray();
        var length = result.Length;
        for (var i = 0; i < spec.D + spec.SeasonalD; i++)
        {
            var lag = i < spec.D ? 1 : spec.Period;
            length -= lag;
            for (var t = 0; t < length; t++)
            {
                result[t] = result[t + lag] - result[t];
            }
        }

        return result[..Math.Max(length, 0)];
    }

    /// <summary>The differenced regressor of the constant: 1 (no differences), or t (one difference).</summary>
    public static double OfConstant(ArimaSpec spec) => spec.SeasonalD > 0 ? spec.Period : 1;

    private static void Multiply(double[] polynomial, int times, int lag)
    {
        for (var i = 0; i < times; i++)
        {
            for (var k = polynomial.Length - 1; k >= lag; k--)
            {
                polynomial[k] -= polynomial[k - lag];
            }
        }
    }
}
