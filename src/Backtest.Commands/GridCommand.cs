using System.CommandLine;
using System.Globalization;
using Backtest.Commands.Help;
using Backtest.Commands.Output;
using Backtest.Core.Planning;
using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Core.Text;
using Backtest.Runs;
using Backtest.Runs.Inspections;
using Backtest.Storage;
using Spectre.Console;
using Grid = Backtest.Core.Planning.Grid;

namespace Backtest.Commands;

/// <summary><c>backtest grid data.csv</c>: the grid that a run would use, to edit and keep.</summary>
internal static class GridCommand
{
    public static Command Create()
    {
        var data = CommonOptions.Data();
        var grid = new Option<FileInfo?>("--grid")
        {
            Description = "A grid to complete. Default: {data}.grid.json beside the data, if there is one.",
        };
        var command = new ExampledCommand(
            "grid",
            "Write the complete grid that a run would use, as JSON.",
            ("backtest grid sales.csv > sales.grid.json", "to edit; a run of sales.csv finds it there"),
            ("backtest grid sales.csv --horizon 12 --windows 10", "with your own horizon and windows"),
            ("backtest grid sales.csv --grid short.json", "completes short.json"),
            ("backtest grid --schema > grid.schema.json", "the JSON Schema of a grid, for an editor"))
        {
            data,
            grid,
            SchemaOption.Create(),
        };
        var protocol = ProtocolOptions.AddTo(command);
        var reading = ReadingOptions.AddTo(command);
        command.SetAction((parsed, cancellationToken) => Outcome.OfAsync(
            () => WriteAsync(
                parsed.GetRequiredValue(data), parsed.GetValue(grid), reading.Of(parsed), protocol.Of(parsed), cancellationToken),
            "Nothing was changed."));
        return command;
    }

    private static async Task WriteAsync(
        FileInfo data, FileInfo? gridFile, GivenReading given, Func<Grid, Grid> over, CancellationToken cancellationToken)
    {
        var options = CommandServices.Options();
        var file = await DataFile.ReadAsync(data, gridFile, given, options, cancellationToken, over);
        var content = file.Inspect(options, cancellationToken);
        if (content.Problem is { } problem)
        {
            throw new InputException(problem);
        }

        // Nothing is stored; a folder only limits names.
        await using var services = CommandServices.Create(new FolderBlobStore(Environment.CurrentDirectory), options);
        var run = services.GetRequiredService<PlanStep>()
            .Prepare(file.Name, content, file.Grid, DateTimeOffset.UnixEpoch, cancellationToken);

        // The grid applies to all series, and the first usable one decides its defaults.
        var series = content.Series.First(one => one.Id == run.First.Id);
        IReadOnlyList<TimeSeries> panel = [series, .. content.Series.Where(one => one.Id != series.Id)];
        var whole = GridWriter.WriteWhole(Planner.Complete(series, file.Grid, panel), run.First.Protocol!);
        await Console.Out.WriteAsync(whole.AsMemory(), cancellationToken);
        file.WriteNotes(Terminal.Error);
        foreach (var (key, reason) in run.First.Reasons!)
        {
            Terminal.Error.MarkupLineInterpolated($"[grey]{key}: {reason}[/]");
        }

        if (Planner.CountOthers(panel, file.Grid) is > 0 and var others)
        {
            Terminal.Error.MarkupLineInterpolated(
                $"Without this grid, {others} of the {panel.Count} series would have other settings than '{series.Id}', the first one.");
        }

        // On one core, everything takes its turn.
        var outline = PlanOutline.Of(run, parallelTrials: 1);
        var values = run.Plan.Panel is { Series: var count }
            ? $"{count} series of {Counted.Of(panel.Sum(one => one.Length), "value")}"
            : Counted.Of(series.Length, "value");
        Terminal.Error.MarkupLineInterpolated(
            CultureInfo.InvariantCulture,
            $"[grey]{Counted.Of(outline.Trials, "trial")}, about {outline.ElapsedSeconds:F1} s of one core, for {values}.[/]");
    }
}
