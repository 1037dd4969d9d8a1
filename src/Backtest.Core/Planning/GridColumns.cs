using System.Text.Json;
using System.Text.Json.Nodes;
using Backtest.Core.Problems;
using Backtest.Core.Series;

namespace Backtest.Core.Planning;

/// <summary>The grid's key <c>columns</c>: what is said of how the file is read.</summary>
public static class GridColumns
{
    /// <summary>Name of the key.</summary>
    public const string Key = "columns";

    /// <summary>Word for a column of numbers whose thousands have no mark.</summary>
    public const string NoGroup = "none";

    private const int LastLine = int.MaxValue;

    /// <summary>Its fields.</summary>
    public static IReadOnlyList<GridAxis> Fields { get; } =
    [
        GridAxis.TextOrList("time") with { Help = "Column of times, or the columns that make up the time together." },
        GridAxis.TextOrList("id") with { Help = "Column whose texts tell the series apart, or several of them." },
        GridAxis.Text("target") with { Help = "Column of the values to forecast." },
        GridAxis.TextOrList("pastCovariates") with { Help = "Columns that help to forecast, known up to the forecast." },
        GridAxis.TextOrList("futureCovariates") with { Help = "Columns that help to forecast, known ahead." },
        GridAxis.Text("format") with { Help = "How times are written: dayFirst, monthFirst, yearFirst, seconds, or a pattern such as dd.MM.yyyy HH:mm." },
        GridAxis.OneOf("decimal", [".", ","]) with { Help = "Decimal mark of numbers." },
        GridAxis.OneOf("group", [".", ",", "'", " ", NoGroup]) with { Help = "Mark between groups of three digits, or none." },
        GridAxis.TextOrList("missing") with { Help = "Cells that stand for a missing value, beside empty ones and NA." },
        GridAxis.Text("encoding") with { Help = "Encoding of the file, such as utf-8 or windows-1252." },
        GridAxis.WholeNumber("firstLine", 1, LastLine) with { Help = "Line on which the table begins, with its header if it has one." },
        GridAxis.Text("timeZone") with { Help = "Time zone of the times, such as Europe/Berlin." },
        GridAxis.Text("step") with { Help = "Step between values, such as month, workingDay or 15 minutes." },
        GridAxis.Choice<RepeatRule>("repeats") with { Help = "What becomes of several values for one time." },
        GridAxis.Choice<FillRule>("fill") with { Help = "What a time that the file lacks counts as, instead of a missing value." },
        GridAxis.Text("sheet") with { Help = "Sheet of a workbook to read, instead of the first." },
    ];

    /// <summary>Sets a field.</summary>
    /// <param name="columns">What is said so far.</param>
    /// <param name="name">The field's name, one of <see cref="Fields"/>.</param>
    /// <param name="value">Its value, as the field accepts it.</param>
    internal static ColumnChoice With(ColumnChoice columns, string name, JsonElement value) => name switch
    {
        "time" => columns with { Time = Texts(value) },
        "id" => columns with { Id = Texts(value) },
        "target" => columns with { Target = value.GetString() },
        "pastCovariates" => columns with { PastCovariates = Texts(value) },
        "futureCovariates" => columns with { FutureCovariates = Texts(value) },
        "format" => columns with { Format = value.GetString() },
        "decimal" => columns with { DecimalMark = value.GetString() },
        "group" => columns with { GroupMark = value.GetString() },
        "missing" => columns with { Missing = Texts(value) },
        "encoding" => columns with { Encoding = value.GetString() },
        "firstLine" => columns with { FirstLine = value.GetInt32() },
        "timeZone" => columns with { TimeZone = value.GetString() },
        "step" => columns with { Step = value.GetString() },
        "repeats" => columns with { Repeats = value.Deserialize<RepeatRule>() },
        "fill" => columns with { Fill = value.Deserialize<FillRule>() },
        _ => columns with { Sheet = value.GetString() },
    };

    /// <summary>Puts two choices together; where both say something of one thing, the second holds.</summary>
    public static ColumnChoice Merge(ColumnChoice first, ColumnChoice second) => new()
    {
        Time = second.Time.Count > 0 ? second.Time : first.Time,
        Id = second.Id.Count > 0 ? second.Id : first.Id,
        Target = second.Target ?? first.Target,
        PastCovariates = second.PastCovariates.Count > 0 ? second.PastCovariates : first.PastCovariates,
        FutureCovariates = second.FutureCovariates.Count > 0 ? second.FutureCovariates : first.FutureCovariates,
        Format = second.Format ?? first.Format,
        DecimalMark = second.DecimalMark ?? first.DecimalMark,
        GroupMark = second.GroupMark ?? first.GroupMark,
        Missing = second.Missing.Count > 0 ? second.Missing : first.Missing,
        Encoding = second.Encoding ?? first.Encoding,
        FirstLine = second.FirstLine ?? first.FirstLine,
        TimeZone = second.TimeZone ?? first.TimeZone,
        Step = second.Step ?? first.Step,
        Repeats = second.Repeats ?? first.Repeats,
        Fill = second.Fill ?? first.Fill,
        Sheet = second.Sheet ?? first.Sheet,
    };

    /// <summary>Puts the grid's own target and covariates into what <c>columns</c> says.</summary>
    /// <exception cref="InputException">Both say something, and not the same.</exception>
    internal static ColumnChoice Unite(ColumnChoice columns, ColumnChoice own)
    {
        Check("target", columns.Target is null || own.Target is null || columns.Target == own.Target);
        Check("pastCovariates", AreOne(columns.PastCovariates, own.PastCovariates));
        Check("futureCovariates", AreOne(columns.FutureCovariates, own.FutureCovariates));
        return Merge(own, columns);

        static bool AreOne(IReadOnlyList<string> a, IReadOnlyList<string> b) => a.Count == 0 || b.Count == 0 || a.SequenceEqual(b);

        static void Check(string name, bool isOne)
        {
            if (!isOne)
            {
                throw new InputException($"The grid gives '{name}' twice, and not alike.", $"{Key}.{name}", $"Give it in '{Key}' or beside it, not in both.");
            }
        }
    }

    /// <summary>What is said beyond target and covariates, which a grid has keys of its own for; null where nothing is.</summary>
    internal static JsonObject? Write(ColumnChoice columns)
    {
        var fields = new JsonObject();
        Add("time", List(columns.Time));
        Add("id", List(columns.Id));
        Add("format", columns.Format);
        Add("decimal", columns.DecimalMark);
        Add("group", columns.GroupMark);
        Add("missing", List(columns.Missing));
        Add("encoding", columns.Encoding);
        Add("firstLine", columns.FirstLine);
        Add("timeZone", columns.TimeZone);
        Add("step", columns.Step);
        Add("repeats", columns.Repeats is { } repeats ? JsonSerializer.SerializeToNode(repeats) : null);
        Add("fill", columns.Fill is { } fill ? JsonSerializer.SerializeToNode(fill) : null);
        Add("sheet", columns.Sheet);
        return fields.Count > 0 ? fields : null;

        void Add(string name, JsonNode? value)
        {
            if (value is not null)
            {
                fields[name] = value;
            }
        }

        static JsonNode? List(IReadOnlyList<string> texts) => texts switch
        {
            [] => null,
            [var one] => one,
            _ => new JsonArray([.. texts.Select(text => JsonValue.Create(text))]),
        };
    }

    private static string[] Texts(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? [value.GetString()!] : value.Deserialize<string[]>()!;
}
