using Backtest.Core.Planning;
using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Files;
using Backtest.Runs;
using Backtest.Runs.Exports;
using Backtest.Runs.Forecasting;
using Microsoft.AspNetCore.Http;

namespace Backtest.Http;

/// <summary>Answers the routes that forecast a series of the request by networks that others share.</summary>
/// <param name="finder">Finds what a request asks for.</param>
/// <param name="forecaster">Forecasts with stored models.</param>
/// <param name="planning">What reading draws cores and memory from.</param>
/// <param name="room">What bodies take their room from.</param>
/// <param name="options">Limits.</param>
public sealed class ColdStartHandler(
    ResultFinder finder, Forecaster forecaster, PlanStep planning, BodyRoom room, BacktestOptions options)
{
    private const string Where = "body";

    /// <summary>
    /// POST .../forecast: forecasts the series in the body, a file as that of an upload or JSON with <c>values</c>, by the networks that
    /// the series of the upload share; <c>model</c> names the trial where there are several.
    /// </summary>
    public Task<IResult> PostAsync(string name, string? run, HttpRequest request, CancellationToken cancellationToken) =>
        Answers.TryAsync(async () =>
    {
        var asked = ForecastRequest.Parse(
            Answers.Query(request, "horizon"), Answers.Query(request, "level"), Answers.Query(request, "model"), options.MaxHorizon);
        var found = await finder.FindAsync(name, run, request, cancellationToken).ConfigureAwait(false);
        if (found.Answer is { } answer)
        {
            return answer;
        }

        var key = (found.Panel ?? found.Series!.Key).Whole;
        using var place = room.Enter();
        var series = await ReadAsync(key.Name, request, place, cancellationToken).ConfigureAwait(false);
        var forecast = await forecaster.ColdStartAsync(key, series, asked, Where, cancellationToken).ConfigureAwait(false);
        return Answers.WantsTable(request)
            ? Answers.Table(request, ForecastExport.Of(forecast), $"{name}-forecast")
            : Answers.Json(forecast);
    });

    private async Task<TimeSeries> ReadAsync(SeriesName name, HttpRequest request, BodyPlace place, CancellationToken cancellationToken)
    {
        if (request.HasJsonContentType())
        {
            var json = await UploadBody.ReadAsync(request, place, options.MaxUploadBytes, "body", cancellationToken).ConfigureAwait(false);
            using var reading = planning.Enter(json.Length);
            return GivenValues.Read(json).ToSeries(name, options.CsvLimits, cancellationToken);
        }

        var body = await UploadBody.ReadAsync(request, place, options, cancellationToken).ConfigureAwait(false);
        using var memory = planning.Enter(body.Csv.Length);
        var columns = body.Grid is { } grid ? GridReader.Read(grid).Columns : new ColumnChoice();
        var file = SeriesFile.Inspect(body.Csv, name, columns, options.CsvLimits, cancellationToken);
        if (file.FirstProblem is { } problem)
        {
            throw new InputException(problem);
        }

        return file.Series is [var only]
            ? only with { Notes = [.. file.Reading.Notes.Union(only.Notes ?? [])] }
            : throw new InputException(
                $"The body has {file.Series.Count} series, and one is forecast at a time.", Where, "Send each of them by itself.");
    }
}
