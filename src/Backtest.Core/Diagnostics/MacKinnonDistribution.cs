namespace Backtest.Core.Diagnostics;

/// <summary>
/// The distribution of the Dickey-Fuller t statistic by response surfaces: p-values by MacKinnon, "Approximate asymptotic
/// distribution functions for unit-root and cointegration tests", Journal of Business and Economic Statistics 12 (1994);
/// critical values by MacKinnon, "Critical values for cointegration tests", Queen's University working paper 1227 (2010).
/// </summary>
internal static class MacKinnonDistribution
{
    /// <summary>Asymptotic probability of a smaller statistic under a unit root.</summary>
    public static double PValue(double statistic, Deterministics deterministics)
    {
        var surface = Surface.Of(deterministics);
        if (statistic > surface.Largest)
        {
            return 1;
        }

        return statistic < surface.Smallest
            ? 0
            : TailProbability.NormalBelow(Polynomial(statistic <= surface.Change ? surface.Lower : surface.Upper, statistic));
    }

    /// <summary>Critical values for a regression with this number of rows.</summary>
    public static CriticalValues CriticalValues(int observations, Deterministics deterministics)
    {
        var surface = Surface.Of(deterministics);
        var inverse = 1.0 / observations;
        return new CriticalValues(
            Polynomial(surface.OnePercent, inverse), Polynomial(surface.FivePercent, inverse), Polynomial(surface.TenPercent, inverse));
    }

    private static double Polynomial(double[] coefficients, double x)
    {
        var sum = 0.0;
        for (var k = coefficients.Length - 1; k >= 0; k--)
        {
            sum = (sum * x) + coefficients[k];
        }

        return sum;
    }

    // Polynomials in the statistic below and above the change, and in 1 / observations; lowest power first.
    private sealed record Surface(
        double Smallest,
        double Change,
        double Largest,
        double[] Lower,
        double[] Upper,
        double[] OnePercent,
        double[] FivePercent,
        double[] TenPercent)
    {
        private static readonly Surface None = new(
            -19.04,
            -1.04,
            double.PositiveInfinity,
            [0.6344, 1.2378, 0.032496],
            [0.4797, 0.93557, -0.06999, 0.033066],
            [-2.56574, -2.2358, -3.627],
            [-1.941, -0.2686, -3.365, 31.223],
            [-1.61682, 0.2656, -2.714, 25.364]);

        private static readonly Surface Constant = new(
            -18.83,
            -1.61,
            2.74,
            [2.1659, 1.4412, 0.038269],
            [1.7339, 0.93202, -0.12745, -0.010368],
            [-3.43035, -6.5393, -16.786, -79.433],
            [-2.86154, -2.8903, -4.234, -40.04],
            [-2.56677, -1.5384, -2.809]);

        private static readonly Surface ConstantAndTrend = new(
            -16.18,
            -2.89,
            0.7,
            [3.2512, 1.6047, 0.049588],
            [2.5261, 0.61654, -0.37956, -0.060285],
            [-3.95877, -9.0531, -28.428, -134.155],
            [-3.41049, -4.3904, -9.036, -45.374],
            [-3.12705, -2.5856, -3.925, -22.38]);

        public static Surface Of(Deterministics deterministics) => deterministics switch
        {
            Deterministics.None => None,
            Deterministics.Constant => Constant,
            Deterministics.ConstantAndTrend => ConstantAndTrend,
            _ => throw new ArgumentOutOfRangeException(nameof(deterministics), deterministics, null),
        };
    }
}
