using System.Text.Json.Serialization;

namespace Backtest.Core.Problems;

/// <summary>
/// A problem with a user's input: a file, a grid, a name or a query. In JSON, which documents and answers share, its parts have the names
/// of problem details (RFC 9457): title, where, detail.
/// </summary>
/// <param name="What">What is wrong, as a sentence.</param>
/// <param name="Where">Where it is: a line and column of a file, a field of a grid, a query parameter; null for the whole input.</param>
/// <param name="Right">What would be right, as a sentence.</param>
public sealed record InputProblem(
    [property: JsonPropertyName("title")] string What, string? Where, [property: JsonPropertyName("detail")] string Right)
{
    private const int MostShown = 40;

    /// <summary>The user's input, shortened for a message.</summary>
    public static string Shorten(string text) => text.Length <= MostShown ? text : text[..MostShown] + "...";

    /// <summary>All three parts as one line of text.</summary>
    public override string ToString() => Where is null ? $"{What} {Right}" : $"{Where}: {What} {Right}";
}
