using System.Text.Json;
using System.Text.Json.Nodes;
using Backtest.Core.Problems;
using Backtest.Core.Series;

namespace Backtest.Core.Planning.Catalogue;

/// <summary>The grid's key <c>columns</c>: an object that describes how to read the file.</summary>
internal static class ColumnFields
{
    // The grid also has keys for these.
    private static readonly string[] Beside = ["target", "pastCovariates", "futureCovariates"];

    /// <summary>The fields of the object.</summary>
    public static IReadOnlyList<GridField<ColumnChoice>> All { get; } =
    [
        Names(
            "time",
            "Column of times, or the columns that make up the time together.",
            columns => columns.Time,
            (columns, value) => columns with { Time = value }),
        Names(
            "id",
            "Column that identifies the series, or several columns together.",
            columns => columns.Id,
            (columns, value) => columns with { Id = value }),
        Text(
            new("target", new Texts(), "Column of the values to forecast."),
            columns => columns.Target,
            (columns, value) => columns with { Target = value }),
        Names(
            "pastCovariates",
            "Covariates known up to the time of the forecast.",
            columns => columns.PastCovariates,
            (columns, value) => columns with { PastCovariates = value }),
        Names(
            "futureCovariates",
            "Covariates known ahead.",
            columns => columns.FutureCovariates,
            (columns, value) => columns with { FutureCovariates = value }),
        Text(
            new(
                "format",
                new Texts(),
                "How times are written: dayFirst, monthFirst, yearFirst, seconds, or a pattern such as dd.MM.yyyy HH:mm.")
            {
                Label = "Times are written",
            },
            columns => columns.Format,
            (columns, value) => columns with { Format = value }),
        Text(
            new("decimal", new Choices([new(".", "a point"), new(",", "a comma")]), "Decimal mark of numbers.") { Label = "Decimal mark" },
            columns => columns.DecimalMark,
            (columns, value) => columns with { DecimalMark = value }),
        Text(
            new("group", GroupMarks, "Separator of thousands, or none.") { Label = "Thousands separator" },
            columns => columns.GroupMark,
            (columns, value) => columns with { GroupMark = value }),
        Names(
            "missing",
            "Texts that stand for a missing value, besides empty cells and NA.",
            columns => columns.Missing,
            (columns, value) => columns with { Missing = value },
            "Cells without a value"),
        Text(
            new("encoding", new Texts(), "Encoding of the file, such as utf-8 or windows-1252.") { Label = "Encoding" },
            columns => columns.Encoding,
            (columns, value) => columns with { Encoding = value }),
        GridField<ColumnChoice>.Of(
            new("firstLine", new WholeNumbers(1, int.MaxValue), "Line on which the table begins, with its header if it has one.")
            {
                Label = "Table begins on line",
                Otherwise = Found,
            },
            columns => columns.FirstLine,
            (columns, value) => columns with { FirstLine = value }),
        Text(
            new("timeZone", new Texts(), "Time zone of the times, such as Europe/Berlin.") { Label = "Time zone" },
            columns => columns.TimeZone,
            (columns, value) => columns with { TimeZone = value }),
        Text(
            new("step", new Texts(), "Step between values, such as month, workingDay or 15 minutes.") { Label = "Step between values" },
            columns => columns.Step,
            (columns, value) => columns with { Step = value }),
        GridField<ColumnChoice>.Of(
            new(
                "repeats",
                Choices.Of<RepeatRule>("add them up", "take their mean", "take the last"),
                "How several values for one time are combined.")
            {
                Label = "Several values for one time",
                Otherwise = "they are refused",
            },
            columns => columns.Repeats,
            (columns, value) => columns with { Repeats = value }),
        GridField<ColumnChoice>.Of(
            new("fill", Choices.Of<FillRule>("count as 0"), "Value of times that are not in the file, instead of a missing value.")
            {
                Label = "Times not in the file",
                Otherwise = "a missing value",
            },
            columns => columns.Fill,
            (columns, value) => columns with { Fill = value }),
        Text(
            new(
                "sheet",
                new Texts(),
                "Sheet of a workbook to read, instead of the first.")
            {
                Label = "Sheet of the workbook",
                Otherwise = "the first",
            },
            columns => columns.Sheet,
            (columns, value) => columns with { Sheet = value }),
    ];

    /// <summary>The key.</summary>
    public static GridField<Grid> Field { get; } = new(
        new(GridColumns.Key, new Objects([.. All.Select(field => field.Axis)]), "How the file is read.") { Otherwise = Found },
        (grid, value, where) => grid with { Columns = Read(value, where) },
        grid => Write(grid.Columns));

    private static string Found => "found from the file";

    private static Choices GroupMarks => new(
        [new(GridColumns.NoGroup), new(".", "a point"), new(",", "a comma"), new("'", "an apostrophe"), new(" ", "a blank")]);

    private static ColumnChoice Read(JsonElement value, string where) => value.ValueKind == JsonValueKind.Object
        ? FieldReader.Read(All, value, where)
        : throw new InputException(
            "The value of \"columns\" is not an object.", where, "Give an object such as {\"time\": \"date\", \"target\": \"sales\"}.");

    private static JsonObject? Write(ColumnChoice columns)
    {
        var said = All.Where(field => !Beside.Contains(field.Axis.Name))
            .Select(field => KeyValuePair.Create(field.Axis.Name, field.Write(columns)))
            .Where(field => field.Value is not null)
            .ToList();
        return said.Count > 0 ? new JsonObject(said) : null;
    }

    private static GridField<ColumnChoice> Text(
        GridAxis axis, Func<ColumnChoice, string?> get, Func<ColumnChoice, string?, ColumnChoice> with) =>
        GridField<ColumnChoice>.Of(axis with { Otherwise = axis.Otherwise ?? Found }, get, with);

    // A single text may stand without a list around it.
    private static GridField<ColumnChoice> Names(
        string name,
        string help,
        Func<ColumnChoice, IReadOnlyList<string>> get,
        Func<ColumnChoice, string[], ColumnChoice> with,
        string? label = null)
    {
        var axis = new GridAxis(name, new Texts(MayBeList: true), help) { Label = label, Otherwise = Found };
        return new(
            axis,
            (columns, value, where) => with(columns, ToTexts(FieldReader.Check(axis, value, where))),
            columns => get(columns) switch
            {
                [] => null,
                [var one] => one,
                var texts => new JsonArray([.. texts.Select(text => JsonValue.Create(text))]),
            });
    }

    private static string[] ToTexts(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? [value.GetString()!] : value.Deserialize<string[]>()!;
}
