using System.Globalization;
using System.Text;
using Backtest.Core.Series;
using Backtest.Runs.Forecasting;
using Backtest.Storage;
using Backtest.Storage.Results;
using Backtest.Testing;

namespace Backtest.Runs.Tests;

public sealed class WorkingDaysTests : IDisposable
{
    // Monday, the 4th of March 2024, to Friday, the 24th of May, without Good Friday, Easter Monday and the first of May.
    private static readonly DateTime[] Days =
    [
        .. Enumerable.Range(0, 82).Select(k => new DateTime(2024, 3, 4).AddDays(k))
            .Where(day => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday)
                && (day.Month, day.Day) is not ((3, 29) or (4, 1) or (5, 1))),
    ];

    private readonly Workbench _bench = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_of_working_days_forecasts_working_days()
    {
        var rows = Days.Select(day => FormattableString.Invariant($"{day:yyyy-MM-dd},{100 + day.DayOfYear + (5 * (int)day.DayOfWeek)}"));
        await _bench.Store.WriteAsync(
            BlobLayout.Series("prices"), Encoding.UTF8.GetBytes("date,y\n" + string.Join('\n', rows) + "\n"), Stop);
        await _bench.Store.WriteAsync(BlobLayout.Grid("prices"), """{ "ets": { "model": "ANN" } }"""u8.ToArray(), Stop);
        var run = (await _bench.Planning.RunAsync("prices", Stop))!;

        await _bench.Executor.RunAsync(run, null, Stop);

        Assert.Equal(5, (await _bench.Store.ReadAsync<RunPlan>(BlobLayout.Plan(run.Key), Stop))!.Protocol!.SeasonLength);
        var answer = await _bench.Forecaster.ForecastAsync("prices", new ForecastRequest(6, [80], null), Stop);
        Assert.Equal(
            [new(2024, 5, 27), new(2024, 5, 28), new(2024, 5, 29), new(2024, 5, 30), new(2024, 5, 31), new(2024, 6, 3)],
            answer!.Forecast.Select(step => step.Time!.Value.DateTime));
        var report = Encoding.UTF8.GetString((await _bench.Store.ReadAsync(BlobLayout.Report(run.Key), Stop))!.Content.Span);
        Assert.Contains("60 values, 2024-03-04 to 2024-05-24, 3 missing, season 5. The times are working days, Monday to Friday.", report);
    }

    [Fact]
    public void A_stored_series_keeps_its_working_days()
    {
        var spacing = TimeSpacing.Detect(Days)!;
        var document = Documents.Write(SeriesDocument.Of(new TimeSeries("x", new double[Days.Length], Days, spacing)));

        Assert.Contains(
            """
            "spacing":{"months":0,"duration":"1.00:00:00","monthEnds":false,"workingWeek":{"monday":true,"tuesday":true,"wednesday":true,"thursday":true,"friday":true,"saturday":false,"sunday":false},"naturalSeasonLength":5}
            """,
            Encoding.UTF8.GetString(document));
        Assert.Equal(spacing, Read(document).Spacing);
    }

    [Theory]
    [InlineData("""{"months":0,"duration":"1.00:00:00","monthEnds":false,"naturalSeasonLength":7}""", "2024-03-09", 7)]
    [InlineData("""{"months":1,"duration":"00:00:00","monthEnds":false,"naturalSeasonLength":12}""", "2024-04-08", 12)]
    public void A_stored_series_of_all_days_or_of_months_is_what_it_was(string spacing, string next, int season)
    {
        var json =
            $$"""{"schemaVersion":1,"name":"x","values":[1],"timestamps":["2024-03-08T00:00:00"],"spacing":{{spacing}},"notes":[]}""";

        var series = Read(Encoding.UTF8.GetBytes(json));

        Assert.Equal(DateTime.Parse(next, CultureInfo.InvariantCulture), Assert.Single(series.TimestampsAfter(1)!));
        Assert.Equal(season, series.Spacing!.NaturalSeasonLength);
        Assert.Contains($"\"spacing\":{spacing}", Encoding.UTF8.GetString(Documents.Write(SeriesDocument.Of(series))));
    }

    public void Dispose() => _bench.Dispose();

    private static TimeSeries Read(byte[] document) =>
        Documents.Read<SeriesDocument>(new StoredBlob(document, new BlobFacts("series.json", "1", document.Length, default))).ToSeries();
}
