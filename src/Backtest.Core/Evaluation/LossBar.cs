namespace Backtest.Core.Evaluation;

/// <summary>
/// How much larger than another's a model's error may be before the windows count against it: a share of 0.5 / sqrt(n) in n windows. In
/// few windows, many a good model is behind by chance; more windows are less tolerant.
/// </summary>
/// <remarks>
/// The factor was chosen for naive forecasts, and only on the training parts of the accuracy bench's series: 182 forecasts of M3's
/// horizons that end one or two horizons before the test. The published forecasts had an OWA of 0.817 with a factor of 0, 0.816 with
/// 0.25, 0.804 with 0.5, 0.806 with 1, and 0.803 without a bar, which would publish averages that are plainly wrong.
/// </remarks>
internal static class LossBar
{
    private const double Factor = 0.5;

    /// <summary>Whether a mean loss is behind the bar.</summary>
    /// <param name="loss">Mean loss of the model.</param>
    /// <param name="other">Mean loss of the other, such as the best naive forecast.</param>
    /// <param name="windows">Number of windows of both means, at least 1.</param>
    public static bool IsBehind(double loss, double other, int windows) => loss > other * (1 + (Factor / Math.Sqrt(windows)));
}
