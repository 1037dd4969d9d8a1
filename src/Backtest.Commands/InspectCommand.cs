using System.CommandLine;
using Backtest.Commands.Help;
using Backtest.Commands.Output;
using Backtest.Core.Diagnostics;
using Backtest.Core.Planning;
using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Storage.Results;

namespace Backtest.Commands;

/// <summary><c>backtest inspect data.csv</c>: the content of a file, and statistical tests of it.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        var data = CommonOptions.Data();
        var grid = new Option<FileInfo?>("--grid")
        {
            Description = "Grid that names columns and season. Default: {data}.grid.json beside the data, if there is one.",
        };
        var json = CommonOptions.Json();
        var command = new ExampledCommand(
            "inspect",
            "Show how a file is read, and statistical tests of its series.",
            ("backtest inspect sales.csv", "columns, dates, gaps, season, trend, stationarity"),
            ("backtest inspect sales.xlsx --sheet 2024 --time Monat --decimal ,", "with settings instead of guesses"),
            ("backtest inspect sales.csv --json", "every test with its statistic and p-value"))
        {
            data,
            grid,
            json,
        };
        var season = ProtocolOptions.AddSeasonTo(command);
        var reading = ReadingOptions.AddTo(command);
        command.SetAction((parsed, cancellationToken) => Outcome.OfAsync(
            () => InspectAsync(
                parsed.GetRequiredValue(data),
                parsed.GetValue(grid),
                reading.Of(parsed),
                season.Of(parsed),
                parsed.GetValue(json),
                cancellationToken),
            "Nothing was changed."));
        return command;
    }

    private static async Task InspectAsync(
        FileInfo data, FileInfo? gridFile, GivenReading given, Func<Grid, Grid> over, bool json, CancellationToken cancellationToken)
    {
        var options = CommandServices.Options();
        var file = await DataFile.ReadAsync(data, gridFile, given, options, cancellationToken, over);
        var content = file.Inspect(options, cancellationToken);
        if (!json)
        {
            ReadingText.Write(Terminal.Output, data.Name, content.Reading);
        }

        if (content.Problem is { } problem)
        {
            throw new InputException(problem);
        }

        var inspected = content.Series.Select(series =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Inspect(series, file.Grid.SeasonLength);
        }).ToList();
        if (json)
        {
            // The reading of the file is written once, with the first series.
            JsonText.Write(inspected.Select((one, k) =>
                new { one.Series.Name, Series = SeriesFacts.Of(one.Series), one.Diagnosis, File = k == 0 ? content.Reading : null }));
            return;
        }

        foreach (var (series, diagnosis) in inspected)
        {
            cancellationToken.ThrowIfCancellationRequested();
            DiagnosisText.Write(Terminal.Output, series, diagnosis);
        }
    }

    private static (TimeSeries Series, SeriesDiagnosis Diagnosis) Inspect(TimeSeries series, int? seasonLength) =>
        (series, SeriesDiagnosis.Of(series.Values, seasonLength ?? Planner.SeasonLengthOf(series)));
}
