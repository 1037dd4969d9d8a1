namespace Backtest.FuzzTests.Dialects;

/// <summary>An observation and the text of its number.</summary>
internal sealed record WrittenRow(string Id, DateTimeOffset Time, string Number, double Value)
{
    /// <summary>The values by id and time, without missing ones.</summary>
    public static Dictionary<string, IReadOnlyList<(DateTimeOffset Time, double Value)>> ById(IEnumerable<WrittenRow> rows) =>
        rows.GroupBy(row => row.Id).ToDictionary(
            group => group.Key,
        group => (IReadOnlyList<(DateTimeOffset, double)>)[.. group.Where(row => !double.IsNaN(row.Value))
            .Select(row => (row.Time, row.Value))]);
}
