using Backtest.Core.Evaluation;
using Backtest.Core.Series;
using Backtest.Storage.Results;

namespace Backtest.Reports;

/// <summary>The published forecast of the held-out values, with its intervals, over these values.</summary>
internal static class HoldOutChart
{
    private const double Height = 240;

    /// <summary>The naive forecast with the smallest error on the hold-out; null if none is stored.</summary>
    public static LeaderboardRow? OpponentOf(Leaderboard leaderboard) => leaderboard.Rows
        .Where(row => row is { HoldOut: not null, HoldOutWindows: not null })
        .MinBy(row => row.HoldOut!.ErrorBy(leaderboard.Protocol.Metric));

    /// <summary>Draws it.</summary>
    /// <param name="series">The series.</param>
    /// <param name="protocol">How the trials were scored.</param>
    /// <param name="held">Forecasts of the hold-out by the published trial.</param>
    /// <param name="opponent">A naive forecast to draw beside it; null for none.</param>
    /// <param name="width">Width in pixels.</param>
    public static string Write(
        TimeSeries series, BacktestProtocol protocol, IReadOnlyList<WindowScore> held, LeaderboardRow? opponent, double width)
    {
        var (length, from) = (series.Length, series.Length - protocol.TestLength);
        var start = Math.Max(0, from - Math.Max(2 * protocol.TestLength, protocol.SeasonLength));
        var naive = opponent?.HoldOutWindows ?? [];
        var shown = series.Values[start..]
            .Concat(held.Concat(naive).SelectMany(window => window.Yhat))
            .Concat(held.SelectMany(window => (window.Intervals ?? []).SelectMany(one => one.Lower.Concat(one.Upper).OfType<double>())));
        var chart = new Svg(width, Height, (start, length - 1), shown).Shade("held", from - 0.5, length - 1);
        foreach (var (style, level) in ((string, double)[])[("fan95", 95), ("fan80", 80)])
        {
            foreach (var window in held)
            {
                chart.Band(style, Fan(window, level));
            }
        }

        chart.Line("actual", Enumerable.Range(start, length - start).Select(t => ((double)t, series.Values[t])));
        foreach (var window in naive)
        {
            chart.Line("naive", Points(window));
        }

        foreach (var window in held)
        {
            chart.Line("ahead", Points(window));
        }

        return chart.ToMarkup("The held-out values and their forecast", TimeLabels.Of(series, start, length - 1), series.Column);
    }

    private static IEnumerable<(double X, double Y)> Points(WindowScore window) =>
        window.Yhat.Select((value, h) => ((double)(window.TestStart + h), value));

    private static (double X, double Lower, double Upper)[] Fan(WindowScore window, double level) =>
        window.Intervals?.FirstOrDefault(one => one.Level == level) is not { } interval ? [] :
        [
            .. interval.Lower.Zip(interval.Upper)
                .Select((bounds, h) => (X: (double)(window.TestStart + h), bounds.First, bounds.Second))
                .Where(point => point is { First: not null, Second: not null })
                .Select(point => (point.X, point.First!.Value, point.Second!.Value)),
        ];
}
