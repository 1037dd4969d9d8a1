using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Backtest.Service.Storage;

namespace Backtest.Service.Tests.Reports;

public sealed class ReportPageTests : IDisposable
{
    private readonly Workbench _bench = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_report_holds_the_run_in_one_file_that_needs_no_other()
    {
        var run = await _bench.PlanAsync();
        var leaderboard = await _bench.Executor.RunAsync(run, null, Stop);

        var report = await ReadAsync(run.Key);

        Assert.All(leaderboard.Rows.Where(row => row.Rank <= 25), row => Assert.Contains(row.Label, report));
        Assert.Contains(Number(leaderboard.Rows[0].Metrics!.Mase!.Value), report);
        var forecast = (await _bench.Forecaster.ForecastAsync("demo", new Forecasting.ForecastRequest(4, [80, 95], null), Stop))!;
        Assert.All(forecast.Forecast, step => Assert.Contains(Number(step.Value), report));
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

        var charts = report.Split("<svg ").Skip(1).Select(part => XElement.Parse("<svg " + part[..(part.IndexOf("</svg>", StringComparison.Ordinal) + 6)])).ToList();

        Assert.True(charts.Count >= 3);
        foreach (var chart in charts)
        {
            var size = chart.Attribute("viewBox")!.Value.Split(' ').Select(value => double.Parse(value, CultureInfo.InvariantCulture)).ToArray();
            foreach (var path in chart.Elements("path"))
            {
                var points = path.Attribute("d")!.Value.Split(['M', 'L'], StringSplitOptions.RemoveEmptyEntries).Select(point => point.Split(' ').Select(value => double.Parse(value, CultureInfo.InvariantCulture)).ToArray());
                Assert.All(points, point => Assert.True(point[0] >= 0 && point[0] <= size[2] && point[1] >= 0 && point[1] <= size[3]));
            }
        }
    }

    [Fact]
    public async Task Names_and_columns_from_a_file_cannot_become_markup()
    {
        var rows = Workbench.Values().Select((value, t) => FormattableString.Invariant($"{value},{t % 3}"));
        await _bench.Store.WriteAsync(BlobLayout.Series("odd"), Encoding.UTF8.GetBytes("\"y\",\"<img src=x onerror=alert(1)>\"\n" + string.Join('\n', rows)), Stop);
        await _bench.Store.WriteAsync(BlobLayout.Grid("odd"), Encoding.UTF8.GetBytes("""{ "target": "y", "horizon": 1, "windows": 1, "winner": "best", "pastCovariates": ["<img src=x onerror=alert(1)>"], "lstm": { "lookBack": 4, "units": 2, "epochs": 1 } }"""), Stop);
        var run = Assert.Single(await _bench.Planning.RunAsync("odd", Stop));
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

        Assert.Equal(await ReadAsync(one.Key), Encoding.UTF8.GetString((await other.Store.ReadAsync(BlobLayout.Report(two.Key), Stop))!.Content.Span));
    }

    public void Dispose() => _bench.Dispose();

    private static string Number(double value) => Service.Reports.NumberText.Show(value);

    private async Task<string> ReadAsync(RunKey run) => Encoding.UTF8.GetString((await _bench.Store.ReadAsync(BlobLayout.Report(run), Stop))!.Content.Span);
}
