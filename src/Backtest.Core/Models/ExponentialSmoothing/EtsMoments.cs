namespace Backtest.Core.Models.ExponentialSmoothing;

/// <summary>
/// Exact means and variances of forecasts, for forms that have them (Hyndman et al., 2008, chapter 6): linear ones with additive
/// errors (class 1), the same with multiplicative errors (class 2), and multiplicative seasons with multiplicative errors (class 3).
/// </summary>
internal static class EtsMoments
{
    /// <summary>Mean and standard deviation per step.</summary>
    /// <param name="components">The form, except a multiplicative season with additive errors.</param>
    /// <param name="parameters">Smoothing parameters.</param>
    /// <param name="state">The state after the last value, of the order of 1.</param>
    /// <param name="sigma2">Variance of the errors, in the state's units.</param>
    /// <param name="horizon">Number of steps.</param>
    public static (double[] Mean, double[] Deviation) Of(
        EtsComponents components, SmoothingParameters parameters, EtsState state, double sigma2, int horizon) =>
        components.Season == EtsSeason.Multiplicative
            ? SeasonalProduct(parameters, state, sigma2, horizon)
            : Linear(components, parameters, state, sigma2, horizon);

    /// <summary>
    /// Point forecasts by the recursion without errors: the means in classes 1 and 2, and in class 3 up to a season ahead.
    /// </summary>
    public static double[] Points(EtsComponents components, SmoothingParameters parameters, EtsState state, int horizon)
    {
        var recursion = EtsRecursion.From(components.Season, parameters, state);
        var point = new double[horizon];
        for (var h = 0; h < horizon; h++)
        {
            point[h] = recursion.Predict();
            recursion.Advance(0);
        }

        return point;
    }

    // An error e adds c_j e to the value j steps later: c_j = alpha + beta (phi + ... + phi^j), and gamma more at each season (table 6.2).
    private static (double[] Mean, double[] Deviation) Linear(
        EtsComponents components, SmoothingParameters parameters, EtsState state, double sigma2, int horizon)
    {
        var mean = Points(components, parameters, state, horizon);
        var deviation = new double[horizon];
        var squares = new double[horizon];
        var damping = 1.0;
        var damped = 0.0;
        for (var j = 1; j < horizon; j++)
        {
            damping *= parameters.Phi;
            damped += damping;
            var weight = parameters.Alpha + (parameters.Beta * damped)
                + (components.IsSeasonal && j % state.Season.Length == 0 ? parameters.Gamma : 0);
            squares[j] = weight * weight;
        }

        if (!components.HasMultiplicativeErrors)
        {
            // sigma^2 (1 + c_1^2 + ... + c_{h-1}^2) (class 1).
            var sum = 1.0;
            for (var h = 0; h < horizon; h++)
            {
                sum += squares[h];
                deviation[h] = Math.Sqrt(sigma2 * sum);
            }

            return (mean, deviation);
        }

        // theta_h = mu_h^2 + sigma^2 sum_j c_j^2 theta_{h-j}, and the variance (1 + sigma^2) theta_h - mu_h^2 (class 2);
        // theta_h - mu_h^2 is kept separately.
        var excess = new double[horizon];
        for (var h = 0; h < horizon; h++)
        {
            var sum = 0.0;
            for (var j = 1; j <= h; j++)
            {
                sum += squares[j] * (excess[h - j] + (mean[h - j] * mean[h - j]));
            }

            excess[h] = sigma2 * sum;
            deviation[h] = Math.Sqrt(excess[h] + (sigma2 * (excess[h] + (mean[h] * mean[h]))));
        }

        return (mean, deviation);
    }

    // The value at step h is the product of its season's last known state, of 1 + gamma e over the steps h - m, h - 2m, ..., and of
    // the level and trend, which a step with the relative error e takes from (l, b) to (q (1 + alpha e), d + beta q e), where d = phi b and
    // q = l + d. The products' means, variances and covariance follow exactly from the normal moments sigma^2 and 3 sigma^4.
    private static (double[] Mean, double[] Deviation) SeasonalProduct(
        SmoothingParameters parameters, EtsState state, double sigma2, int horizon)
    {
        var seasonLength = state.Season.Length;
        var mean = new double[horizon];
        var deviation = new double[horizon];
        for (var h = 0; h < horizon; h++)
        {
            var moments = new ProductMoments(state.Level, state.Trend, 0, 0, 0);
            for (var t = 0; t < h; t++)
            {
                moments = moments.Next(parameters, (h - t) % seasonLength == 0 ? parameters.Gamma : 0, sigma2);
            }

            var index = state.Season[h % seasonLength];
            var (q, variance) = moments.Prediction(parameters.Phi);
            mean[h] = index * q;
            deviation[h] = Math.Abs(index) * Math.Sqrt(Math.Max(0, variance + (sigma2 * (variance + (q * q)))));
        }

        return (mean, deviation);
    }
}
