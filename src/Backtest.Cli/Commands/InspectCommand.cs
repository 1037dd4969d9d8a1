using System.CommandLine;
using Backtest.Cli.Help;
using Backtest.Cli.Output;
using Backtest.Core.Diagnostics;
using Backtest.Core.Planning;
using Backtest.Core.Series;
using Backtest.Service;
using Backtest.Service.Runs;

namespace Backtest.Cli.Commands;

/// <summary><c>backtest inspect data.csv</c>: what a file holds, and what tests say of it.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        var data = new Argument<FileInfo>("data.csv") { Description = "The series, as CSV." };
        var grid = new Option<FileInfo?>("--grid") { Description = "Grid that names columns and season; {data}.grid.json beside the data if it is there." };
        var json = CommonOptions.Json();
        var command = new ExampledCommand(
            "inspect",
            "Show what a file holds, and what tests say of the series in it.",
            ("backtest inspect sales.csv", "dates, gaps, season, trend, stationarity"),
            ("backtest inspect sales.csv --json", "every test with its statistic and p-value"))
        {
            data,
            grid,
            json,
        };
        command.SetAction((parsed, cancellationToken) => Outcome.OfAsync(
            () => InspectAsync(parsed.GetRequiredValue(data), parsed.GetValue(grid), parsed.GetValue(json), cancellationToken), "Nothing was changed."));
        return command;
    }

    private static async Task InspectAsync(FileInfo data, FileInfo? gridFile, bool json, CancellationToken cancellationToken)
    {
        var options = new BacktestOptions();
        var file = await DataFile.ReadAsync(data, gridFile, options, cancellationToken);
        var content = file.Content(options, cancellationToken);
        var inspected = content.Series.Select(series =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Inspect(series, file.Grid.SeasonLength);
        }).ToList();
        if (json)
        {
            // How the file was read is told once, with its first series.
            JsonText.Write(inspected.Select((one, k) => new { one.Series.Name, Series = SeriesFacts.Of(one.Series), one.Diagnosis, File = k == 0 ? content.Reading : null }));
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
