namespace Backtest.FuzzTests.Dialects;

/// <summary>An observation and its number as it is written.</summary>
internal sealed record WrittenRow(string Id, DateTimeOffset Time, string Number, double Value)
{
    /// <summary>The values of each id by their times, without those that are missing.</summary>
    public static Dictionary<string, IReadOnlyList<(DateTimeOffset Time, double Value)>> ById(IEnumerable<WrittenRow> rows) =>
        rows.GroupBy(row => row.Id).ToDictionary(
            group => group.Key,
        group => (IReadOnlyList<(DateTimeOffset, double)>)[.. group.Where(row => !double.IsNaN(row.Value))
            .Select(row => (row.Time, row.Value))]);
}
