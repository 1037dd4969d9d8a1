using System.CommandLine;
using System.Globalization;
using Backtest.Commands.Help;
using Backtest.Commands.Output;
using Backtest.Core.Planning;
using Backtest.Core.Text;
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

        // The grid applies to all series, and the first one decides its defaults.
        var panel = file.Series(options, cancellationToken);
        var series = panel[0];
        var globals = GlobalPlanner.Expand(panel, file.Grid, options.MaxTrials);
        var plan = Planner.Plan(
            series, file.Grid, options.MaxTrialSeconds, options.MaxTrialMemoryBytes, options.MaxTrials, globals: globals);
        var whole = GridWriter.WriteWhole(Planner.Complete(series, file.Grid, panel), plan.Protocol);
        await Console.Out.WriteAsync(whole.AsMemory(), cancellationToken);
        file.WriteNotes(Terminal.Error);
        var seconds = plan.Trials.Sum(trial => trial.EstimatedSeconds);
        foreach (var (key, reason) in ProtocolReasons.Of(series, file.Grid, plan))
        {
            Terminal.Error.MarkupLineInterpolated($"[grey]{key}: {reason}[/]");
        }

        if (Planner.CountOthers(panel, file.Grid) is > 0 and var others)
        {
            Terminal.Error.MarkupLineInterpolated(
                $"Without this grid, {others} of the {panel.Count} series would have other settings than '{series.Id}', the first one.");
        }

        Terminal.Error.MarkupLineInterpolated(
            CultureInfo.InvariantCulture,
            $"[grey]{Counted.Of(plan.Trials.Count, "trial")}, about {seconds:F1} s of one core, for {Counted.Of(series.Length, "value")}.[/]");
    }
}
