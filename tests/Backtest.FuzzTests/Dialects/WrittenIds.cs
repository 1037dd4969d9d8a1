namespace Backtest.FuzzTests.Dialects;

/// <summary>Realistic ids of series.</summary>
internal static class WrittenIds
{
    private static readonly string[] Western =
        ["München", "Köln", "São Paulo", "Québec", "New York", "store 7", "#7", "A", "B", "Zürich", "Orléans"];
    private static readonly string[] Chinese = ["北京", "上海", "广州", "门店一", "商品二"];

    /// <summary>Some distinct ids.</summary>
    public static string[] Of(Random random, bool chinese, int count) =>
        [.. (chinese ? Chinese : Western).OrderBy(_ => random.Next()).Take(count)];
}
