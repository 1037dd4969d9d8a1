using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Backtest.Core.Series;
using Backtest.Runs;
using Backtest.Runs.Forecasting;
using Backtest.Storage;
using Backtest.Storage.Results;
using Backtest.Testing;

namespace Backtest.Reports.Tests;

public sealed class ReportPageTests : IDisposable
{
    private const string Classical =
        """{ "horizon": 4, "windows": 2, "seasonLength": 1, "baselines": ["naive", "drift", "mean"], "theta": {} }""";

    private readonly Workbench _bench = new();

    public static TheoryData<double, double> Extremes => new()
    {
        // Level, and the least difference between two values.
        { 1_700_000_000_000, 1 },
        { -1_700_000_000_000, 1 },
        { 1e15, 0.125 },
        { 0, double.Epsilon },
        { 1e150, 1e148 },
        { 0, 1e-300 },
        { 1e17, 16 },
    };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_report_holds_the_run_in_one_file_that_needs_no_other()
    {
        var run = await _bench.PlanAsync();
        var leaderboard = (await _bench.Executor.RunAsync(run, null, Stop)).Series!;

        var report = await ReadAsync(run.Key);

        Assert.All(leaderboard.Rows.Where(row => row.Rank <= 25), row => Assert.Contains(row.Label, report));
        Assert.Contains(Number(leaderboard.Rows[0].Metrics!.Mase!.Value), report);
        var forecast = (await _bench.Forecaster.ForecastAsync("demo", new ForecastRequest(4, [80, 95], null), Stop))!;
        var text = ValueText.Of(Workbench.Values());
        Assert.All(forecast.Forecast, step => Assert.Contains(text.Show(step.Value), report));
        Assert.Contains(leaderboard.Verdict!.Headline, report);
        Assert.Contains($"is forecast to be <b>{text.Show(forecast.Forecast[0].Value)}</b>", report);
        Assert.Contains(run.Key.Run, report);
        Assert.All(Workbench.Values(), value => Assert.Contains(value.ToString("R", CultureInfo.InvariantCulture), report));
        Assert.DoesNotContain("<script", report);
        Assert.DoesNotContain("http", report);
        Assert.DoesNotContain("src=", report);
        Assert.DoesNotContain("NaN", report);
    }

    [Fact]
    public async Task Its_charts_are_well_formed_and_their_points_lie_inside()
    {
        var run = await _bench.PlanAsync();
        await _bench.Executor.RunAsync(run, null, Stop);
        var report = await ReadAsync(run.Key);

        var charts = Charts(report);

        Assert.Equal(
            [
                "Series, window forecasts and forecast", "Mean absolute error by step ahead", "Errors in the windows over time",
                "Histogram of the errors in the windows",
            ],
            charts.Select(Title).Skip(1).Take(4));
        Assert.Equal(["The series' trend", "The series' season of 4", "The series' remainder"], charts[^3..].Select(Title));
        var histogram = charts.Single(chart => Title(chart).StartsWith("Histogram", StringComparison.Ordinal));
        var counted = histogram.Elements("rect").Select(bar => int.Parse(((XElement)bar.NextNode!).Value, CultureInfo.InvariantCulture));
        Assert.Equal(8, counted.Sum());
        Assert.Equal("y", charts[0].Elements("text").First(text => text.Attribute("class") is not null).Value);
        Assert.Equal("The held-out values and their forecast", charts[0].Attribute("aria-label")!.Value);
        Assert.Equal(["fan95", "fan80"], charts[0].Elements("polygon").Select(fan => fan.Attribute("class")!.Value));
        Assert.Equal(["actual", "naive", "ahead"], charts[0].Elements("path").Select(line => line.Attribute("class")!.Value));
        foreach (var chart in charts)
        {
            var size = chart.Attribute("viewBox")!.Value.Split(' ')
                .Select(value => double.Parse(value, CultureInfo.InvariantCulture))
                .ToArray();
            foreach (var path in chart.Elements("path"))
            {
                var points = path.Attribute("d")!.Value.Split(['M', 'L'], StringSplitOptions.RemoveEmptyEntries)
                    .Select(point => point.Split(' ').Select(value => double.Parse(value, CultureInfo.InvariantCulture)).ToArray());
                Assert.All(points, point => Assert.True(point[0] >= 0 && point[0] <= size[2] && point[1] >= 0 && point[1] <= size[3]));
            }
        }
    }

    [Fact]
    public async Task Midnight_has_a_time_of_day_among_other_hours()
    {
        var csv = "time,load\n" + string.Concat(Enumerable.Range(0, 96).Select(t => string.Create(
            CultureInfo.InvariantCulture, $"{new DateTime(2024, 1, 1).AddHours(t):yyyy-MM-dd HH:mm},{100 + (t % 24)}\n")));
        await _bench.Store.WriteAsync(BlobLayout.Series("hours"), Encoding.UTF8.GetBytes(csv), Stop);
        await _bench.Store.WriteAsync(
            BlobLayout.Grid("hours"), Encoding.UTF8.GetBytes("""{ "horizon": 3, "windows": 2, "baselines": ["naive"] }"""), Stop);
        var run = (await _bench.Planning.RunAsync("hours", Stop))!;
        await _bench.Executor.RunAsync(run, null, Stop);

        var report = await ReadAsync(run.Key);

        Assert.Contains("96 values, 2024-01-01 00:00 to 2024-01-04 23:00", report);
        Assert.Contains("The value of the next hour (2024-01-05 00:00) is forecast to be", report);
        Assert.Contains("<td>2024-01-05 00:00</td>", report);
    }

    // One value has no line and no area.
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Forecasts_of_one_step_are_drawn_as_rings_with_bars(int testLength)
    {
        var run = await _bench.PlanAsync(
            Workbench.Values(),
            $$"""{ "horizon": 1, "testLength": {{testLength}}, "windows": 4, "seasonLength": 1, "winner": "best", "theta": {} }""");
        await _bench.Executor.RunAsync(run, null, Stop);

        var charts = Charts(await ReadAsync(run.Key));

        Assert.Equal(testLength, charts[0].Elements("circle").Count(ring => ring.Attribute("class")!.Value == "ahead"));
        Assert.Equal(testLength, charts[0].Elements("rect").Count(bar => bar.Attribute("class")!.Value == "fan80"));
        Assert.All(
            charts[0].Elements("rect"), bar => Assert.True(double.Parse(bar.Attribute("height")!.Value, CultureInfo.InvariantCulture) > 0));
        Assert.Equal(4, charts[1].Elements("circle").Count(ring => ring.Attribute("class")!.Value == "window"));
    }

    [Theory]
    [InlineData(7, "Trend, seasons and remainder of the series (MSTL); their sum is the series.", "season of 4", "season of 7")]
    [InlineData(
        30.5,
        "(STL); their sum is the series. The series is no longer than two seasons of 30.5 values, so that season cannot be separated.",
        "season of 4")]
    public async Task Every_season_of_which_there_are_more_than_two_has_a_chart(double second, string caption, params string[] seasons)
    {
        var grid = FormattableString.Invariant(
            $$"""{ "horizon": 4, "windows": 2, "seasonLength": [4, {{second}}], "baselines": ["naive"], "theta": {} }""");
        var run = await _bench.PlanAsync([.. Enumerable.Range(0, 60).Select(t => 50 + (t % 4 * 3) + (t % 7) + (t * 37 % 5))], grid);
        await _bench.Executor.RunAsync(run, null, Stop);

        var report = await ReadAsync(run.Key);

        Assert.Contains(caption, report);
        Assert.Equal(
            ["trend", .. seasons, "remainder"],
            Charts(report).Select(Title).TakeLast(seasons.Length + 2).Select(title => title["The series' ".Length..]));
    }

    [Theory]
    [MemberData(nameof(Extremes))]
    public async Task Values_far_from_0_or_close_to_each_other_have_a_report(double level, double distance)
    {
        var run = await _bench.PlanAsync([.. Enumerable.Range(0, 40).Select(t => level + (distance * (t * 37 % 51)))], Classical);
        Assert.Null(run.Problem);
        await Task.Run(() => _bench.Executor.RunAsync(run, null, Stop), Stop).WaitAsync(TimeSpan.FromMinutes(1), Stop);

        var report = await ReadAsync(run.Key);

        Assert.InRange(report.Length, 1, 100_000);
        foreach (var chart in Charts(report))
        {
            var height = double.Parse(chart.Attribute("viewBox")!.Value.Split(' ')[3], CultureInfo.InvariantCulture);
            var ticks = chart.Elements("line")
                .Select(line => double.Parse(line.Attribute("y1")!.Value, CultureInfo.InvariantCulture))
                .ToList();
            var labels = chart.Elements("line").Select(line => ((XElement)line.NextNode!).Value).ToList();
            Assert.InRange(ticks.Count, 2, 12);
            Assert.All(ticks, tick => Assert.InRange(tick, 0, height));
            Assert.Equal(labels.Distinct(), labels);
        }
    }

    [Fact]
    public async Task A_report_is_not_written_to_its_end_once_it_is_cancelled()
    {
        var run = await _bench.PlanAsync();
        var leaderboard = (await _bench.Executor.RunAsync(run, null, Stop)).Series!;
        var plan = await _bench.Store.ReadAsync<RunPlan>(BlobLayout.Plan(run.Key), Stop);
        var published = await _bench.Store.ReadAsync<TrialDocument>(BlobLayout.Trial(run.Key, leaderboard.Published), Stop);
        var series = (await _bench.Store.ReadAsync<SeriesDocument>(BlobLayout.Values(run.Key), Stop))!.ToSeries();

        Assert.Throws<OperationCanceledException>(
            () => ReportPage.Write(plan!, leaderboard, series, published!, null, [], new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Names_and_columns_from_a_file_cannot_become_markup()
    {
        var rows = Workbench.Values().Select((value, t) => FormattableString.Invariant($"{value},{t % 3}"));
        await _bench.Store.WriteAsync(
            BlobLayout.Series("odd"), Encoding.UTF8.GetBytes("\"y\",\"<img src=x onerror=alert(1)>\"\n" + string.Join('\n', rows)), Stop);
        await _bench.Store.WriteAsync(
            BlobLayout.Grid("odd"),
            Encoding.UTF8.GetBytes(
                """{ "target": "y", "horizon": 1, "windows": 1, "winner": "best", "pastCovariates": ["<img src=x onerror=alert(1)>"], "lstm": { "lookBack": 4, "units": 2, "epochs": 1 } }"""),
            Stop);
        var run = (await _bench.Planning.RunAsync("odd", Stop))!;
        Assert.Null(run.Problem);
        await _bench.Executor.RunAsync(run, null, Stop);

        var report = await ReadAsync(run.Key);

        Assert.DoesNotContain("<img", report);
        Assert.Contains("&lt;img src=x onerror=alert(1)&gt;", report);
    }

    [Fact]
    public async Task The_same_run_has_the_same_report()
    {
        using var other = new Workbench();
        var (one, two) = (await _bench.PlanAsync(), await other.PlanAsync());
        await _bench.Executor.RunAsync(one, null, Stop);
        await other.Executor.RunAsync(two, null, Stop);

        Assert.Equal(
            WithoutDay(await ReadAsync(one.Key)),
            WithoutDay(Encoding.UTF8.GetString((await other.Store.ReadAsync(BlobLayout.Report(two.Key), Stop))!.Content.Span)));

        // The checksum at the end covers the day.
        static string WithoutDay(string report) => Regex.Replace(
            report, "Backtested on \\d{4}-\\d\\d-\\d\\d|<!-- sha256 .* -->$", "");
    }

    // By whatever metric: where RMSE ranks, it has one column.
    [Theory]
    [InlineData("rmsse", new[] { "rank", "model", "RMSSE", "p", "RMSE", "sMAPE %", "hold-out RMSSE" })]
    [InlineData("rmse", new[] { "rank", "model", "RMSE", "p", "sMAPE %", "hold-out RMSE" })]
    [InlineData("smape", new[] { "rank", "model", "sMAPE %", "p", "RMSE", "hold-out sMAPE %" })]
    [InlineData("mase", new[] { "rank", "model", "MASE", "p", "RMSE", "sMAPE %", "hold-out MASE" })]
    public async Task The_leaderboard_has_the_metric_that_ranks(string metric, string[] heads)
    {
        var grid = Classical.Replace("{ \"horizon\"", $"{{ \"metric\": \"{metric}\", \"horizon\"", StringComparison.Ordinal);
        var run = await _bench.PlanAsync(Workbench.Values(), grid);
        var leaderboard = (await _bench.Executor.RunAsync(run, null, Stop)).Series!;

        var report = await ReadAsync(run.Key);

        var table = report[report.IndexOf("<h2>Leaderboard</h2>", StringComparison.Ordinal)..];
        table = table[..table.IndexOf("</table>", StringComparison.Ordinal)];
        Assert.Equal(heads, Regex.Matches(table, "<th[^>]*>([^<]*)</th>").Select(head => head.Groups[1].Value));
        Assert.All(leaderboard.Rows, row => Assert.Contains($">{Number(row.Metrics!.Get(leaderboard.Metric)!.Value)}<", table));
    }

    [Fact]
    public async Task The_networks_that_a_series_shares_have_their_rank_their_losses_their_gain_and_their_files()
    {
        var reports = await ReportsOfPanelAsync(
            """
            { "scope": "panel", "level": "last", "lookBack": 6, "units": 4, "epochs": 5, "validation": true },
            { "lookBack": 4, "units": 2, "epochs": 2 }
            """);

        foreach (var (key, leaderboard, section, report) in reports)
        {
            var trial = SharedNetworks.Of(leaderboard)!;
            var document = (await _bench.Store.ReadAsync<TrialDocument>(BlobLayout.Trial(key, trial.Trial), Stop))!;
            var chart = Assert.Single(Charts(section));
            Assert.Contains($"{trial.Label} has rank {trial.Rank} of {leaderboard.Rows.Count} trials. ", section);
            Assert.Contains("forecast this series better than", section);
            Assert.Contains(leaderboard.Pooling!.GlobalLabel + " was closer than " + leaderboard.Pooling.LocalLabel, report);
            Assert.Equal("Loss by epoch", Title(chart));
            Assert.Equal(
                [document.History!.Training.Count, document.History.Validation!.Count],
                chart.Elements("path").Select(line => line.Attribute("d")!.Value.Count(letter => letter is 'M' or 'L')));
            Assert.Contains("training (blue) and validation (orange). The weights are those of epoch 5.", section);
            Assert.Contains($"<code>models/{trial.Trial}</code>", section);

            // The folder has a file for each cutoff.
            var folder = Regex.Match(section, "ONNX files in <code>([^<]*)</code>").Groups[1].Value;
            Assert.NotNull(await _bench.Store.FindAsync($"{folder}0-0.onnx", Stop));
            Assert.NotNull(await _bench.Store.FindAsync($"{folder}1-0.onnx", Stop));
        }
    }

    [Fact]
    public async Task Shared_networks_without_others_to_compare_and_without_validation_say_so()
    {
        var reports = await ReportsOfPanelAsync(
            """{ "scope": "panel", "level": "last", "lookBack": 6, "units": 4, "epochs": 5 }""");

        Assert.All(reports, one =>
        {
            Assert.Contains("The series has no LSTM of its own to compare them with.", one.Section);
            Assert.Contains("training (blue). No samples were held back for validation.", one.Section);
            Assert.Single(Charts(one.Section).Single().Elements("path"));
            Assert.Single(Charts(one.Report), chart => Title(chart) == "Loss by epoch");
        });
    }

    [Theory]
    [InlineData("\"patience\": 20, \"validationShare\": 0.3", 2)]
    [InlineData("\"validation\": true, \"level\": \"ses\", \"averaging\": 0.9", 2)]
    [InlineData("\"level\": \"ses\"", 1)]
    public async Task A_published_LSTM_has_the_curve_of_its_validation_where_there_is_one(string axes, int curves)
    {
        // A network learns a pattern of three values without a declared season; the naive forecast is always wrong.
        var run = await _bench.PlanAsync(
            [.. Enumerable.Range(0, 60).Select(t => 10.0 * (1 + (t % 3)))],
            $$"""
            { "seasonLength": 1, "horizon": 3, "windows": 2, "baselines": ["naive"], "winner": "best",
              "lstm": { "lookBack": 6, "units": 8, "epochs": 30, "batchSize": 8, "learningRate": 0.02, {{axes}} } }
            """);
        var leaderboard = (await _bench.Executor.RunAsync(run, null, Stop)).Series!;

        var report = await ReadAsync(run.Key);

        Assert.StartsWith("lstm", leaderboard.Published, StringComparison.Ordinal);
        Assert.Equal(curves, Charts(report).Single(chart => Title(chart) == "Loss by epoch").Elements("path").Count());
        Assert.Contains(curves == 2 ? "training (blue) and validation (orange)" : "training (blue). No samples", report);

        // Averaged weights are of no single epoch.
        var isAveraged = axes.Contains("averaging", StringComparison.Ordinal);
        Assert.Equal(isAveraged, report.Contains("losses are those of the weights before averaging", StringComparison.Ordinal));
        Assert.Equal(curves == 2 && !isAveraged, report.Contains("The weights are those of epoch", StringComparison.Ordinal));
        Assert.DoesNotContain("Networks that the series share", report);
    }

    public void Dispose() => _bench.Dispose();

    // The reports of three series, and their sections about shared networks.
    private async Task<List<(RunKey Key, Leaderboard Leaderboard, string Section, string Report)>> ReportsOfPanelAsync(string blocks)
    {
        var csv = "unique_id,ds,y\n" + string.Concat(Enumerable.Range(0, 3).SelectMany(s => Enumerable.Range(0, 40 + s)
            .Select(t => string.Create(CultureInfo.InvariantCulture, $"s{s},{t + 1},{(10 + s) * (1 + ((t + s) % 3))}\n"))));
        await _bench.Store.WriteAsync(BlobLayout.Series("shop"), Encoding.UTF8.GetBytes(csv), Stop);
        await _bench.Store.WriteAsync(
            BlobLayout.Grid("shop"),
            Encoding.UTF8.GetBytes(
                $$"""{ "seasonLength": 1, "horizon": 3, "windows": 4, "baselines": ["naive"], "lstm": [{{blocks}}] }"""),
            Stop);
        var run = (await _bench.Planning.RunAsync("shop", Stop))!;
        await _bench.Executor.RunAsync(run, null, Stop);
        var reports = new List<(RunKey, Leaderboard, string, string)>();
        for (var index = 0; index < 3; index++)
        {
            var key = run.Key with { Index = index };
            var leaderboard = (await _bench.Store.ReadAsync<Leaderboard>(BlobLayout.Leaderboard(key), Stop))!;
            var page = await _bench.Completion.ReportAsync(new RankedRun(key, leaderboard.Published), Stop);
            var report = Encoding.UTF8.GetString(page!.Value.Span);
            var section = report[report.IndexOf("<h2>Networks that the series share</h2>", StringComparison.Ordinal)..];
            reports.Add((key, leaderboard, section[..section.IndexOf("<h2>The series</h2>", StringComparison.Ordinal)], report));
        }

        return reports;
    }

    private static string Title(XElement chart) => chart.Attribute("aria-label")!.Value;

    private static List<XElement> Charts(string report) =>
        [.. report.Split("<svg ")
            .Skip(1)
            .Select(part => XElement.Parse("<svg " + part[..(part.IndexOf("</svg>", StringComparison.Ordinal) + 6)]))];

    private static string Number(double value) => NumberText.Show(value);

    private async Task<string> ReadAsync(RunKey run) =>
        Encoding.UTF8.GetString((await _bench.Store.ReadAsync(BlobLayout.Report(run), Stop))!.Content.Span);
}
