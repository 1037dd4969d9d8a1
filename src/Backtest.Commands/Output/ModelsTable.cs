using System.Globalization;
using Backtest.Reports;
using Spectre.Console;

namespace Backtest.Commands.Output;

/// <summary>Stored models, in a table for each run below its folder.</summary>
internal static class ModelsTable
{
    public static void Write(IAnsiConsole console, IReadOnlyList<StoredModel> models)
    {
        foreach (var run in models.GroupBy(model => (model.Upload, model.Folder)))
        {
            console.MarkupLineInterpolated($"[bold]{run.Key.Upload}[/]: {run.Key.Folder}");
            Write(console, [.. run]);
        }
    }

    private static void Write(IAnsiConsole console, StoredModel[] models)
    {
        var isPanel = models[0].Id is not null;
        var table = new Table().Border(TableBorder.Simple)
            .AddColumn(isPanel ? new TableColumn("series") : new TableColumn("#").RightAligned().NoWrap())
            .AddColumn("model")
            .AddColumn(new TableColumn("score").RightAligned().NoWrap())
            .AddColumn(new TableColumn("file").NoWrap());
        foreach (var model in models)
        {
            string[] cells =
            [
                model.Id ?? model.Rank.ToString(CultureInfo.InvariantCulture),
                model.Label,
                model.Score is { } score ? $"{NumberText.Show(score)} {MetricText.NameOf(model.Metric)}" : "",
                model.Place,
            ];
            table.AddRow([.. cells.Select(Markup.Escape)]);
        }

        console.Write(table);
    }
}
