using System.Globalization;
using Backtest.Core.Evaluation;
using Backtest.Core.Evaluation.Significance;
using Backtest.Core.Series;
using Backtest.Core.Text;
using Backtest.Storage.Results;

namespace Backtest.Reports;

/// <summary>Why a trial lost to another one, or won, in sentences.</summary>
public static class PairText
{
    // Minimum share of the mean absolute error for a sentence on bias, and minimum ratio for one on growing errors.
    private const double LeastBias = 0.6;
    private const double LeastGrowth = 1.5;

    /// <summary>The sentences, the result first.</summary>
    /// <param name="first">The trial to explain.</param>
    /// <param name="other">The trial to compare it with.</param>
    /// <param name="pair">Both on the windows.</param>
    /// <param name="series">The series.</param>
    public static IEnumerable<string> Of(TrialDocument first, TrialDocument other, PairComparison pair, TimeSeries series)
    {
        var (own, opposite) = (first.Score!, other.Score!);
        var decided = pair.Closer + pair.Further;
        yield return decided == 0
            ? $"{first.Label} and {other.Label} were equally far off in every window."
            : $"{first.Label} was closer than {other.Label} in {pair.Closer} of {Counted.Of(pair.Windows, "window")}, and further off in {pair.Further}.";
        yield return pair.Test switch
        {
            null when pair.Windows < ChecksText.FewestWindows =>
                $"Too few windows ({pair.Windows}) to tell whether the difference is more than chance.",
            null => $"{pair.Windows} windows cannot tell whether the difference is more than chance: {ChecksText.NoTest}",
            { PValue: < DieboldMarianoResult.Level } test =>
                $"The difference is more than chance (Diebold-Mariano test, {NumberText.PValue(test.PValue)}).",
            { } test => $"The difference may be chance (Diebold-Mariano test, {NumberText.PValue(test.PValue)}).",
        };
        if (pair.WorstWindow is { } start)
        {
            yield return $"It lost most in the window from {At(series, start)}.";
        }

        var text = ValueText.Of(series);
        if (Math.Abs(own.Overall.Bias) >= LeastBias * own.Overall.Mae && Math.Abs(own.Overall.Bias) > Math.Abs(opposite.Overall.Bias))
        {
            yield return $"Its forecasts were mostly too {(own.Overall.Bias > 0 ? "high" : "low")}, by "
                + $"{text.Show(Math.Abs(own.Overall.Bias))} on average ({other.Label}: {text.Show(Math.Abs(opposite.Overall.Bias))}).";
        }

        if (Growth(own) is { } growth && growth >= LeastGrowth && growth > LeastGrowth * (Growth(opposite) ?? growth))
        {
            yield return string.Create(
                CultureInfo.InvariantCulture, $"Its error grows with the step ahead: at the last step it is {growth:0.0} times that of the first.");
        }
    }

    private static double? Growth(BacktestScore score) =>
        score.Steps is [{ Mae: > 0 } near, .., { } far] ? far.Mae / near.Mae : null;

    private static string At(TimeSeries series, int index) =>
        series.TimeAt(index) is { } time
            ? ClockText.Of(time, ClockText.HasHours(series))
            : $"value {(index + 1).ToString(CultureInfo.InvariantCulture)}";
}
