using System.Globalization;
using Backtest.Reports;
using Spectre.Console;

namespace Backtest.Commands.Output;

/// <summary>Stored models as a table.</summary>
internal static class ModelsTable
{
    public static void Write(IAnsiConsole console, IReadOnlyList<StoredModel> models)
    {
        var table = new Table().Border(TableBorder.Simple)
            .AddColumn("series")
            .AddColumn(new TableColumn("#").RightAligned())
            .AddColumn("model")
            .AddColumn(new TableColumn("score").RightAligned())
            .AddColumn(new TableColumn("file").NoWrap());
        foreach (var model in models)
        {
            string[] cells =
            [
                model.Series,
                model.Rank.ToString(CultureInfo.InvariantCulture),
                model.Label,
                model.Score is { } score ? $"{NumberText.Show(score)} {MetricText.NameOf(model.Metric)}" : "",
                model.File,
            ];
            table.AddRow([.. cells.Select(Markup.Escape)]);
        }

        console.Write(table);
    }
}
