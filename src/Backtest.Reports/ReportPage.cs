using System.Globalization;
using System.Text;
using System.Text.Json;
using Backtest.Core.Diagnostics;
using Backtest.Core.Evaluation;
using Backtest.Core.Forecasting;
using Backtest.Core.Models;
using Backtest.Core.Planning.Catalogue;
using Backtest.Core.Series;
using Backtest.Core.Text;
using Backtest.Storage;
using Backtest.Storage.Results;

namespace Backtest.Reports;

/// <summary>report.html: a run in a single file to read or print, without a service, scripts or other files.</summary>
public static class ReportPage
{
    private const double Width = 860;
    private const int ShownTrials = 25;

    // Maximum number of values in the chart, the last ones.
    private const int ShownValues = 600;

    private const string Style = """
        :root { color-scheme: light dark; --ink: #1f2328; --soft: #57606a; --line: #d0d7de; --blue: #0969da; --orange: #bc4c00; --green: #1a7340; --red: #b3261e; --paper: #fff }
        @media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9da7b3; --line: #30363d; --blue: #58a6ff; --orange: #f0883e; --green: #62cf91; --red: #ff8f86; --paper: #0d1117 } }
        body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 900px; margin: 2rem auto; padding: 0 1rem }
        h1 { margin-bottom: 0 } h2 { margin-top: 2.2rem; border-bottom: 1px solid var(--line) } .soft, figcaption { color: var(--soft) }
        .next { font-size: 1.15rem; margin: 1rem 0 .4rem } .verdict { border-left: 4px solid var(--orange); padding: .3rem .8rem; margin: .6rem 0 } .verdict.Trust { border-color: var(--green) } .verdict.DoNotUse { border-color: var(--red) }
        li.Caution { color: var(--orange) } li.DoNotUse { color: var(--red) } .naive { fill: none; stroke: var(--soft); stroke-width: 1.4; stroke-dasharray: 5 4 } summary { cursor: pointer; font-weight: 600 }
        figure { margin: 1rem 0 } svg { width: 100%; height: auto; font-size: 11px; overflow: visible } svg text { fill: var(--soft) } .unit { paint-order: stroke; stroke: var(--paper); stroke-width: 5px }
        .scroll { overflow-x: auto } table { border-collapse: collapse; width: 100% } th, td { text-align: left; padding: .25rem .6rem; border-bottom: 1px solid var(--line) }
        .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap } td:first-child { white-space: nowrap } .published td { font-weight: 700; color: var(--blue) }
        .actual { fill: none; stroke: var(--soft); stroke-width: 1.2 } .window { fill: none; stroke: var(--blue); stroke-width: 1.8 } .ahead { fill: none; stroke: var(--orange); stroke-width: 2 }
        .fan95 { fill: var(--orange); opacity: .15 } .fan80 { fill: var(--orange); opacity: .25 } .held { fill: var(--orange); opacity: .08 } .grid { stroke: var(--line); stroke-width: .6 }
        .bar { fill: var(--blue) } .limit { fill: none; stroke: var(--orange); stroke-dasharray: 4 3 } .second { fill: none; stroke: var(--orange); stroke-width: 1.6 }
        pre { overflow-x: auto; background: color-mix(in srgb, var(--line) 30%, transparent); padding: .8rem; border-radius: 6px } details { margin: 1rem 0 }
        @media (max-width: 640px) { svg { font-size: 20px } th, td { padding: .25rem .3rem; font-size: .85rem } }
        @media print { body { margin: 0; max-width: none; font-size: 12px } h2 { margin-top: 1.2rem } h2 { break-after: avoid } figure, tr { break-inside: avoid } .details { break-before: page } }
        """;

    /// <summary>Writes the report of a run.</summary>
    /// <param name="plan">Its plan.</param>
    /// <param name="leaderboard">Its leaderboard.</param>
    /// <param name="series">The series.</param>
    /// <param name="published">Result of the published trial.</param>
    /// <param name="shared">Result of the trial of <see cref="SharedNetworks.Of"/>; null if there is none.</param>
    /// <param name="forecast">Forecasts of the published model after the last value.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <returns>HTML. It shows only the day of the run, so that the same run on a day has the same report.</returns>
    public static string Write(
        RunPlan plan,
        Leaderboard leaderboard,
        TimeSeries series,
        TrialDocument published,
        TrialDocument? shared,
        IReadOnlyList<ForecastStep> forecast,
        CancellationToken cancellationToken)
    {
        var text = ValueText.Of(series);
        var page = new StringBuilder();
        page.Append(
            CultureInfo.InvariantCulture,
            $"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">{SealedReport.Mark}<meta name=\"viewport\" "
                + $"content=\"width=device-width, initial-scale=1\"><title>{Html.Text(plan.Name)}: backtest</title><style>{Style}</style></head><body>");
        page.Append(
            CultureInfo.InvariantCulture,
            $"<h1>{Html.Text(plan.Name)}</h1><p class=\"soft\">{Html.Text(Facts(series, leaderboard))}</p>");
        page.Append(Decision(series, leaderboard, published, forecast, text));
        var opponent = HoldOutChart.OpponentOf(leaderboard);
        if (leaderboard.HoldOutWindows is { Count: > 0 } held)
        {
            page.Append(Figure(
                HoldOutChart.Write(series, leaderboard.Protocol, held, opponent, Width),
                $"The held-out values (grey), and their forecast by {published.Label}, fitted to the values before (orange), with "
                    + $"80 % and 95 % intervals{(opponent is null ? "" : $"; {opponent.Label} is dashed")}."));
        }

        page.Append(
            Figure(
                SeriesChart(series, leaderboard.Protocol, published, forecast, cancellationToken),
                $"The series, forecasts by {published.Label} in the visible windows (blue), the held-out values (shaded), and the forecast "
                    + "ahead with 80 % and 95 % intervals (orange)."));
        page.Append("<h2>Forecast</h2>").Append(ForecastTable(forecast, ClockText.HasHours(series), text));
        page.Append("<h2>Checks</h2><ul>");
        foreach (var finding in ChecksText.Of(leaderboard))
        {
            cancellationToken.ThrowIfCancellationRequested();
            page.Append(CultureInfo.InvariantCulture, $"<li>{Html.Text(finding.Sentence)}</li>");
        }

        page.Append("</ul><div class=\"details\"><h2>Leaderboard</h2>").Append(Trials(leaderboard));
        page.Append("<h2>Errors of the published model</h2>");
        page.Append(Figure(StepsChart(published), "Mean absolute error by step ahead, over the windows."));
        page.Append(ErrorCharts.Write(published, series, Width));
        if (leaderboard.Residuals.Correlogram is { } correlogram)
        {
            page.Append(Figure(
                CorrelogramChart(correlogram),
                $"Autocorrelation of the residuals by lag. Values between the dashed lines look like noise.{WhiteNoise(leaderboard)}"));
        }

        if (shared?.Trial != published.Trial)
        {
            page.Append(LossChart.Write(published.History, published.Spec, "in the last window", Width));
        }

        if (shared is not null)
        {
            page.Append(SharedNetworks.Write(plan, leaderboard, shared, Width));
        }

        page.Append("</div><h2>The series</h2>");
        if (PartsChart.Write(series, leaderboard.Protocol.SeasonLengths, ShownValues, Width) is { } parts)
        {
            page.Append(Figure(parts.Charts, parts.Caption));
        }

        page.Append(plan.Diagnosis is null ? "" : Html.Table(
            ["question", "answer", "by"],
            DiagnosisFacts.Of(plan.Diagnosis, text).Select(row => ((IReadOnlyList<string>)[row.Question, row.Answer, row.By], false))));
        page.Append("<details><summary>How it was tested</summary>").Append(Protocol(plan)).Append("</details>");
        page.Append(
            "<details><summary>How to repeat it</summary><p>The same values, protocol and trials give the same run "
                + "and the same numbers with numerics version ")
            .Append(
                CultureInfo.InvariantCulture,
                $"{Html.Text(plan.NumericsVersion)}. Run {Html.Text(plan.Run)} has {Counted.Of(plan.Trials.Count, "trial")}; the published one is:</p>")
            .Append(
                CultureInfo.InvariantCulture,
                $"<pre>{Html.Text(JsonSerializer.Serialize<ModelSpec>(published.Spec, Indented))}</pre></details>");
        page.Append("<details><summary>The values</summary><pre>")
            .Append(Html.Text(Values(series, cancellationToken)))
            .Append("</pre></details></body></html>");
        return page.ToString();
    }

    // For decision makers: the next value, and how far to trust it.
    private static string Decision(
        TimeSeries series, Leaderboard leaderboard, TrialDocument published, IReadOnlyList<ForecastStep> forecast, ValueText text)
    {
        var markup = new StringBuilder();
        if (forecast.Count > 0)
        {
            var next = forecast[0];
            var range = next.Intervals is [{ Lower: { } lower, Upper: { } upper } bounds, ..]
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $", and with a chance of {bounds.Level} % between {text.Show(lower)} and {text.Show(upper)}")
                : "";
            var when = next.Time is { } time ? $" ({ClockText.Of(time, ClockText.HasHours(series))})" : "";

            // Several units per step, such as "2 weeks", are no next one.
            var value = series.Spacing?.Text is { } step && char.IsLetter(step[0]) ? $"value of the next {step}" : "next value";
            markup.Append(
                CultureInfo.InvariantCulture,
                $"<p class=\"next\">The {value}{Html.Text(when)} is forecast to be <b>{text.Show(next.Value)}</b>{range}.</p>");
        }

        if (leaderboard.Verdict is { } verdict)
        {
            markup.Append(
                CultureInfo.InvariantCulture,
                $"<p class=\"verdict {verdict.Advice}\"><b>{verdict.Title}.</b> {Html.Text(verdict.Headline)}</p><ul class=\"soft\">");
            foreach (var reason in verdict.Reasons)
            {
                markup.Append(CultureInfo.InvariantCulture, $"<li class=\"{reason.Advice}\">{Html.Text(reason.Text)}</li>");
            }

            markup.Append("</ul>");
        }

        return markup.Append(CultureInfo.InvariantCulture, $"<p class=\"soft\">Published: {Html.Text(published.Label)}.</p>").ToString();
    }

    private static JsonSerializerOptions Indented { get; } = new(Documents.Json) { WriteIndented = true };

    private static string Facts(TimeSeries series, Leaderboard leaderboard)
    {
        var protocol = leaderboard.Protocol;
        var span = ClockText.Span(series.TimeAt(0), series.TimeAt(series.Length - 1));
        var season = protocol.SeasonLength > 1 ? $", season {protocol.SeasonText}" : "";
        var missing = series.Missing > 0 ? $", {series.Missing} missing" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Backtested on {leaderboard.Timing.FinishedAt:yyyy-MM-dd}. {Counted.Of(series.Length, "value")}{span}{missing}{season}. "
                + $"{string.Join(' ', series.Notes ?? [])}");
    }

    internal static string Figure(string chart, string caption) => $"<figure>{chart}<figcaption>{Html.Text(caption)}</figcaption></figure>";

    private static string SeriesChart(
        TimeSeries series,
        BacktestProtocol protocol,
        TrialDocument published,
        IReadOnlyList<ForecastStep> forecast,
        CancellationToken cancellationToken)
    {
        var length = series.Length;
        var start = Math.Max(0, length - ShownValues);
        var windows = published.Score!.Windows.Where(window => window.TestStart >= start).ToList();
        var shown = series.Values[start..].Concat(windows.SelectMany(window => window.Yhat)).Concat(forecast.Select(step => step.Value))
            .Concat(
                forecast.SelectMany(step => step.Intervals.SelectMany(bounds => new[] { bounds.Lower, bounds.Upper }.OfType<double>())));
        (double X, double Lower, double Upper)[] Fan(int level) =>
        [
            .. forecast.Select(
                (step, h) => (X: (double)(length + h), Bounds: step.Intervals.FirstOrDefault(bounds => bounds.Level == level)))
                .Where(step => step.Bounds is { Lower: not null, Upper: not null })
                .Select(step => (step.X, step.Bounds!.Lower!.Value, step.Bounds.Upper!.Value)),
        ];
        var chart = new Svg(Width, 300, (start, length - 1 + forecast.Count), shown)
            .Shade("held", length - protocol.TestLength - 0.5, length - 0.5)
            .Band("fan95", Fan(95))
            .Band("fan80", Fan(80))
            .Line("actual", Enumerable.Range(start, length - start).Select(t => ((double)t, series.Values[t])));
        foreach (var window in windows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            chart.Line("window", window.Yhat.Select((value, h) => ((double)(window.TestStart + h), value)));
        }

        return chart.Line("ahead", forecast.Select((step, h) => ((double)(length + h), step.Value)))
            .ToMarkup("Series, window forecasts and forecast", TimeLabels.Of(series, start, length - 1), series.Column);
    }

    private static string StepsChart(TrialDocument published)
    {
        var steps = published.Score!.Steps;
        var chart = new Svg(Width, 180, (0.5, steps.Count + 0.5), steps.Select(step => step?.Mae ?? 0).Prepend(0));
        foreach (var (h, step) in steps.Index())
        {
            chart.Bar("bar", h + 1, step?.Mae ?? 0, 0.7);
        }

        return chart.ToMarkup(
            "Mean absolute error by step ahead", [(1, "1 step ahead"), (steps.Count, steps.Count.ToString(CultureInfo.InvariantCulture))]);
    }

    private static string CorrelogramChart(Correlogram correlogram)
    {
        var (lags, limit) = (correlogram.Acf, correlogram.Bound);
        var chart = new Svg(Width, 180, (0.5, lags.Count + 0.5), [-limit, limit, .. lags]);
        foreach (var (k, correlation) in lags.Index())
        {
            chart.Bar("bar", k + 1, correlation, 0.5);
        }

        foreach (var level in new[] { -limit, limit })
        {
            chart.Line("limit", [(0.5, level), (lags.Count + 0.5, level)]);
        }

        return chart.ToMarkup(
            "Autocorrelation of the residuals", [(1, "lag 1"), (lags.Count, lags.Count.ToString(CultureInfo.InvariantCulture))]);
    }

    private static string WhiteNoise(Leaderboard leaderboard) => leaderboard.Residuals.WhiteNoise is { } test
        ? string.Create(CultureInfo.InvariantCulture, $" Ljung-Box over {test.Lags} lags: {NumberText.PValue(test.PValue)}.")
        : "";

    private static string Trials(Leaderboard leaderboard)
    {
        var shown = leaderboard.Rows.Where(row => row.Rank is <= ShownTrials || (row.Rank is not null && row.HoldOut is not null)).ToList();
        var metrics = leaderboard.ShownMetrics;
        string[] heads = [.. metrics.Select(metric => $"#{MetricText.HeadOf(metric)}")];
        var table = Html.Table(
            ["#rank", "model", heads[0], "#p", .. heads[1..], $"#hold-out {MetricText.HeadOf(metrics[0])}"],
            shown.Select(row => ((IReadOnlyList<string>)
            [
                $"{row.Rank}{(row.InConfidenceSet == true ? "*" : "")}",
                row.Label,
                Number(row.Metrics?.Get(metrics[0])),
                row.ConfidencePValue?.ToString("0.00", CultureInfo.InvariantCulture) ?? "",
                .. metrics.Skip(1).Select(metric => Number(row.Metrics?.Get(metric))),
                Number(row.HoldOut?.Get(metrics[0])),
            ], row.Trial == leaderboard.Published)));
        var failures = leaderboard.Rows.Where(row => row.Reason is not null)
            .GroupBy(row => row.Reason)
            .OrderByDescending(group => group.Count())
            .Select(
                group => $"<li>{group.Count()} without a score, such as {Html.Text(group.First().Label)}: {Html.Text(group.Key!)}</li>");
        return $"{table}<p class=\"soft\">{Counted.Of(leaderboard.Rows.Count, "trial")}. * cannot be told apart from the best.</p><ul>{string.Concat(failures.Take(5))}</ul>";
    }

    private static string ForecastTable(IReadOnlyList<ForecastStep> forecast, bool hasHours, ValueText text) =>
        forecast.Count == 0 ? "<p>The model has no finite forecast.</p>" : Html.Table(
        [
            forecast[0].Time is null ? "step" : "time",
            "#forecast",
            .. forecast[0].Intervals.Select(bounds => string.Create(CultureInfo.InvariantCulture, $"#{bounds.Level} %"))],
        forecast.Select(step => ((IReadOnlyList<string>)
        [
            step.Time is { } time ? ClockText.Of(time, hasHours) : step.Step.ToString(CultureInfo.InvariantCulture),
            text.Show(step.Value),
            .. step.Intervals.Select(bounds => $"{Bound(bounds.Lower, text)} to {Bound(bounds.Upper, text)}"),
        ], false)));

    private static string Protocol(RunPlan plan)
    {
        var protocol = plan.Protocol!;
        (string Key, string Value)[] choices =
        [
            ("horizon", $"{protocol.Horizon}"),
            ("windows", $"{protocol.Windows}"),
            ("step", $"{protocol.Step}"),
            ("gap", $"{protocol.Gap}"),
            ("testLength", $"{protocol.TestLength}"),
            ("seasonLength", protocol.SeasonLength > 1 ? protocol.SeasonText : "1"),
            ("trainingLength", protocol.TrainingLength is { } sliding ? $"{sliding}" : "expanding"),
            ("refitEvery", $"{protocol.RefitEvery}"), ("metric", Name(protocol.Metric)), ("published", Name(protocol.Publication)),
            ("nonNegative", protocol.NonNegative ? "true" : "false"),
            .. plan.Search is { } search ? [("search", Name(search.Method))] : Array.Empty<(string, string)>(),
            .. plan.Calendar is null ? [] : new[] { ("calendar", plan.Calendar.Country ?? "") },
            .. GridCatalogue.Families.Select(family => family.Name)
                .Where(family => plan.Reasons?.ContainsKey(family) == true)
                .Select(family => (family, Counted.Of(plan.Trials.Count(trial => trial.Spec.Family == family), "trial"))),
        ];
        return Html.Table(["", "value", "why"], choices.Select(
            choice => ((IReadOnlyList<string>)[choice.Key, choice.Value, plan.Reasons?.GetValueOrDefault(choice.Key) ?? ""], false)))
            + $"<p>Trials by model family: {string.Join(", ", plan.Trials.GroupBy(trial => trial.Spec.Family).Select(family => $"{family.Key} {family.Count()}"))}.</p>";
    }

    // As in the grid.
    private static string Name<T>(T choice) => JsonSerializer.SerializeToElement(choice).GetString()!;

    private static string Values(TimeSeries series, CancellationToken cancellationToken)
    {
        var lines = series.Values.Select((value, t) =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            return (series.TimeAt(t) is { } time ? time.ToString(
                time.Offset == TimeSpan.Zero ? "yyyy-MM-ddTHH:mm:ss" : "yyyy-MM-ddTHH:mm:sszzz",
                CultureInfo.InvariantCulture) + "," : "") + (double.IsNaN(value) ? "" : value.ToString("R", CultureInfo.InvariantCulture));
        });
        return string.Join('\n', lines);
    }

    private static string Bound(double? bound, ValueText text) => bound is { } value ? text.Show(value) : "unbounded";

    private static string Number(double? metric) => metric is { } value ? NumberText.Show(value) : "";
}
