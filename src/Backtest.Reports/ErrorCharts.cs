using System.Globalization;
using Backtest.Core.Series;
using Backtest.Storage.Results;

namespace Backtest.Reports;

/// <summary>The errors of a model's forecasts in the windows: over time, and how often each size occurs.</summary>
internal static class ErrorCharts
{
    private const double Height = 180;
    private const int MostBins = 25;
    private const int MostLabels = 5;

    /// <summary>Draws them.</summary>
    /// <param name="trial">The model's trial.</param>
    /// <param name="series">The series.</param>
    /// <param name="width">Width in pixels.</param>
    /// <returns>Two figures; nothing if no value in the windows is observed.</returns>
    public static string Write(TrialDocument trial, TimeSeries series, double width)
    {
        List<(int At, double Error)> errors =
        [
            .. trial.Score!.Windows
                .SelectMany(window => window.Yhat.Select((yhat, h) => (window.TestStart + h, yhat - (window.Y[h] ?? double.NaN))))
                .Where(one => double.IsFinite(one.Item2)),
        ];
        return errors.Count == 0
            ? ""
            : ReportPage.Figure(
                OverTime(errors, series, width),
                "Forecast minus actual for every forecast in the windows, oldest first. A drift to one side shows that the model no "
                    + "longer fits.")
            + ReportPage.Figure(
                Histogram([.. errors.Select(one => one.Error)], ValueText.Of(series), width),
                $"How often each error occurs among the {errors.Count} forecasts in the windows. Errors centred on 0 have no bias.");
    }

    // Windows may lie far apart, so forecasts are drawn side by side, with the times of some of them.
    private static string OverTime(List<(int At, double Error)> errors, TimeSeries series, double width)
    {
        var chart = new Svg(width, Height, (-0.5, errors.Count - 0.5), errors.Select(one => one.Error).Append(0));
        foreach (var (k, (_, error)) in errors.Index())
        {
            chart.Bar("bar", k, error, 0.7);
        }

        var shown = Math.Min(MostLabels, errors.Count);
        return chart.ToMarkup(
            "Errors in the windows over time",
            Enumerable.Range(0, shown).Select(k => shown == 1 ? 0 : (int)((long)k * (errors.Count - 1) / (shown - 1)))
                .Select(k => ((double)k, TimeLabels.At(series, errors[k].At))),
            series.Column);
    }

    // As many bins as the square root of the number of errors.
    private static string Histogram(double[] errors, ValueText text, double width)
    {
        var (least, most) = (errors.Min(), errors.Max());
        var bins = most > least ? Math.Clamp((int)Math.Ceiling(Math.Sqrt(errors.Length)), 1, MostBins) : 1;

        // Uses halves and shares, because the width of the range may overflow.
        var (start, end) = most > least ? (least, most) : (least - 0.5, least + 0.5);
        double Centre(int bin) => (start * (1 - ((bin + 0.5) / bins))) + (end * ((bin + 0.5) / bins));
        var counts = new int[bins];
        foreach (var error in errors)
        {
            counts[Math.Clamp((int)(((error / 2) - (start / 2)) / ((end / 2) - (start / 2)) * bins), 0, bins - 1)]++;
        }

        var chart = new Svg(width, Height, (-0.5, bins - 0.5), counts.Select(count => (double)count).Prepend(0));
        foreach (var (bin, count) in counts.Index())
        {
            chart.Bar("bar", bin, count, 0.9).Note(bin, count, count.ToString(CultureInfo.InvariantCulture));
        }

        return chart.ToMarkup(
            "Histogram of the errors in the windows",
            new[] { 0, bins / 2, bins - 1 }.Distinct().Select(bin => ((double)bin, text.Show(Centre(bin)))),
            "forecasts");
    }
}
