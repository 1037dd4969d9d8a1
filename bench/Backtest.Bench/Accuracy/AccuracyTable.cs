using System.Globalization;
using System.Text.Json.Nodes;

namespace Backtest.Bench.Accuracy;

/// <summary>Prints figures: a Markdown table, best method first, then a line of JSON for each method.</summary>
internal static class AccuracyTable
{
    private static readonly (string Name, string Heading, Func<double, string> Text)[] Columns =
    [
        ("smape", "sMAPE", value => Fixed(value, 2)),
        ("mase", "MASE", value => Fixed(value, 3)),
        ("owa", "OWA", value => Fixed(value, 3)),
        ("coverage80", "80 % covers", value => Fixed(100 * value, 1)),
        ("coverage95", "95 % covers", value => Fixed(100 * value, 1)),
        ("msis95", "MSIS at 95 %", value => Fixed(value, 2)),
        ("cpuMilliseconds", "CPU ms", Milliseconds),
    ];

    /// <summary>Prints the rows.</summary>
    public static void Write(IEnumerable<AccuracyRow> rows)
    {
        var ordered = rows.OrderBy(row => row.Figures["owa"].Value).ToList();
        List<string[]> cells =
        [
            ["method", "series", .. Columns.Select(column => column.Heading)],
            .. ordered.Select(row => (string[])[
                row.Method,
                row.Series.ToString(CultureInfo.InvariantCulture),
                .. Columns.Select(column => Text(row, column.Name, column.Text))]),
        ];
        var widths = cells[0].Select((_, k) => cells.Max(line => line[k].Length)).ToList();
        string Line(IEnumerable<string> line) => $"| {string.Join(" | ", line.Select((cell, k) => cell.PadRight(widths[k])))} |";
        Console.WriteLine(Line(cells[0]));
        Console.WriteLine(Line(widths.Select(width => new string('-', width))));
        cells.Skip(1).Select(Line).ToList().ForEach(Console.WriteLine);
        ordered.ForEach(row => Console.WriteLine(Json(row).ToJsonString()));
    }

    /// <summary>A time in milliseconds, with at least two significant digits.</summary>
    public static string Milliseconds(double value) =>
        Fixed(value, value >= 10 ? 0 : (int)Math.Clamp(1 - Math.Floor(Math.Log10(value)), 1, 4));

    private static string Text(AccuracyRow row, string name, Func<double, string> text) =>
        !row.Figures.TryGetValue(name, out var figure) || !double.IsFinite(figure.Value) ? "-"
        : figure.StandardError is { } error ? $"{text(figure.Value)} ± {text(error)}"
        : text(figure.Value);

    private static JsonObject Json(AccuracyRow row)
    {
        var line = new JsonObject { ["method"] = row.Method, ["series"] = row.Series, ["withIntervals"] = row.WithIntervals };
        foreach (var (name, _, _) in Columns)
        {
            if (row.Figures.TryGetValue(name, out var figure))
            {
                line[name] = Number(figure.Value);
                line[$"{name}StandardError"] = Number(figure.StandardError);
            }
        }

        return line;
    }

    private static JsonValue? Number(double? value) => value is { } number && double.IsFinite(number) ? JsonValue.Create(number) : null;

    private static string Fixed(double value, int digits) => value.ToString($"F{digits}", CultureInfo.InvariantCulture);
}
