namespace Backtest.Core.Evaluation;

/// <summary>
/// How much more than the best naive forecast a model may err in some windows before that speaks against it: a share of 0.5 /
/// sqrt(n) in n windows. Few windows put many a good model behind a naive forecast by chance; the more there are, the less is
/// forgiven.
/// </summary>
/// <remarks>
/// The factor was chosen among 0, 0.25, 0.5, 1 and 2 on the training parts of 98 of the bench's series, whose last values, as many
/// as M3 asks for, were forecast from those before: OWA 0.833 for members with a factor of 0, 0.782 with 0.5, 0.797 with 1.
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
