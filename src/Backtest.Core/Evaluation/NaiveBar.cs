namespace Backtest.Core.Evaluation;

/// <summary>
/// How much more than the best naive forecast a model may err in some windows before that speaks against it: a share of 0.5 /
/// sqrt(n) in n windows. Few windows put many a good model behind a naive forecast by chance; the more there are, the less is
/// forgiven.
/// </summary>
/// <remarks>
/// The factor was chosen on the training parts of the accuracy bench's series alone: 182 forecasts of M3's horizons that end one
/// or two horizons before the test. What would be published had an OWA of 0.817 with a factor of 0, 0.816 with 0.25, 0.804 with
/// 0.5, 0.806 with 1, and 0.803 without a bar, which would publish averages that are plainly wrong.
/// </remarks>
internal static class NaiveBar
{
    private const double Factor = 0.5;

    /// <summary>Whether a mean loss is beyond the bar.</summary>
    /// <param name="loss">The model's.</param>
    /// <param name="naive">The best naive forecast's.</param>
    /// <param name="windows">Number of windows that both are of, at least 1.</param>
    public static bool IsBehind(double loss, double naive, int windows) => loss > naive * (1 + (Factor / Math.Sqrt(windows)));
}
