using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Backtest.Core.Planning.Catalogue;

namespace Backtest.Http.Tests.Grids;

/// <summary>The tables of <c>docs/grid.md</c>: the catalogue in Markdown.</summary>
internal static class GridTables
{
    /// <summary>All tables by name.</summary>
    public static IEnumerable<(string Name, string Text)> All =>
    [
        ("keys", Table("key", [.. GridCatalogue.Keys.Select(Row), Row(GridCatalogue.Baselines), .. GridCatalogue.Families.Select(Row)])),
        ("calendar", Table("`calendar` field", GridCatalogue.Calendar.Select(Row))),
        ("search", Table("`search` field", GridCatalogue.Search.Select(Row))),
        .. GridCatalogue.Families.Select(family => (family.Name, Table($"`{family.Name}` axis", family.Axes.Select(Row)))),
    ];

    private static string Table(string of, IEnumerable<string> rows) =>
        $"| {of} | values | default | what |\n| --- | --- | --- | --- |\n{string.Concat(rows)}";

    private static string Row(GridAxis axis) =>
        Row(axis.Name, Values(axis.Values) + (axis.MayBeAuto ? "; `\"auto\"`" : ""), Default(axis), axis.Help);

    private static string Row(GridFamily family) =>
        Row(
            family.Name,
            "a block of axes, a list of blocks, or `\"auto\"`",
            "the default grid, if the grid has no block of any model family",
            family.Help);

    private static string Row(string name, string values, string byDefault, string help) =>
        $"| `{name}` | {values} | {byDefault} | {help} |\n";

    /// <summary>The values of an axis.</summary>
    public static string Values(AxisValues values) => values switch
    {
        WholeNumbers whole => whole == WholeNumbers.Any ? whole.InWords : $"{Number(whole.Minimum)} to {Number(whole.Maximum)}",
        Numbers numbers => $"{Number(numbers.Minimum)} to {Number(numbers.Maximum)}",
        TrueOrFalse => "`true` `false`",
        Choices { All: var all } when all.Any(choice => choice.Meaning is not null) =>
            string.Join("; ", all.Select(choice => $"`{choice.Word}`{(choice.Meaning is null ? "" : $": {choice.Meaning}")}")),
        Choices choices => string.Join(" ", choices.All.Select(choice => $"`{choice.Word}`")),
        OrNull some => $"{Values(some.Of)}; `null`: {some.Meaning}",
        Lists { Of: Objects objects } =>
            $"a list of objects with {string.Join(" and ", objects.Fields.Select(field => $"`{field.Name}` ({Values(field.Values)})"))}",
        Lists { Of: Choices choices } => $"a list of {Values(choices)}",
        Lists { Of: Numbers numbers } => $"a list of numbers, each {Values(numbers)}",
        Lists => "a list of names",
        Either either => $"{Values(either.First)}; or {Values(either.Second)}",
        Objects objects => $"an object with any of {string.Join(" ", objects.Fields.Select(field => $"`{field.Name}`"))}",
        TermCounts => "an object of season lengths with numbers of terms",
        Texts => "a text",
        _ => throw new ArgumentOutOfRangeException(nameof(values), values, "Values without words for them."),
    };

    private static string Default(GridAxis axis) => axis switch
    {
        { Otherwise: { } otherwise } => otherwise,
        { Default: null } => "`null`",
        { Default: var value } when value.GetValueKind() == JsonValueKind.Number => Number(value.GetValue<double>()),
        { Default: var value } when value.GetValueKind() == JsonValueKind.String => $"`{value}`",
        { Default: JsonArray list } => $"`[{string.Join(", ", list.Select(value => value!.ToJsonString()))}]`",
        { Default: var value } => $"`{value.ToJsonString()}`",
    };

    // 10,000 and 0.95, but 1e-9 and 1e9.
    private static string Number(double value) => Math.Abs(value) is > 0 and < 1e-3 or > 1e7
        ? value.ToString("0.##e0", CultureInfo.InvariantCulture)
        : value.ToString("#,0.####", CultureInfo.InvariantCulture);
}
