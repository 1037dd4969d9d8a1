using System.Text.RegularExpressions;
using Backtest.Engineering;
using Backtest.Testing;

namespace Backtest.EndToEnd.Tests.Documents;

/// <summary>docs/http.md and docs/backtest.http have the routes of the contract, and those of the pages, which are not in it.</summary>
public sealed partial class DocumentedRoutesTests
{
    private static readonly string[] Pages = ["GET /", "GET /api/docs", "GET /assets/{file}"];

    [Fact]
    public async Task They_are_those_of_the_contract()
    {
        var stop = TestContext.Current.CancellationToken;
        await using var platform = await Platform.StartAsync(stop);
        var contract = await platform.GetAsync("api/openapi.json", stop);
        string[] expected =
        [
            .. contract.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()
                .Where(operation => operation.Name is "get" or "put" or "post" or "delete")
                .Select(operation => $"{operation.Name.ToUpperInvariant()} {Route(path.Name)}")),
            .. Pages,
        ];
        var requests = (await File.ReadAllTextAsync(Repository.PathOf("docs", "backtest.http"), stop))
            .Replace("{{host}}", "", StringComparison.Ordinal)
            .Replace("{{", "{", StringComparison.Ordinal).Replace("}}", "}", StringComparison.Ordinal)
            .Replace("/assets/licences.txt", "/assets/{file}", StringComparison.Ordinal);

        Assert.Equal(expected.Order(), Routes(DocumentedPattern(), Document.Of("docs/http.md").Text));
        Assert.Equal(expected.Order(), Routes(RequestPattern(), requests));
    }

    private static IEnumerable<string> Routes(Regex pattern, string text) =>
        pattern.Matches(text).Select(match => $"{match.Groups["method"].Value} {Route(match.Groups["path"].Value)}").Distinct().Order();

    private static string Route(string path) => path.Length > 1 ? path.TrimEnd('/') : path;

    [GeneratedRegex(@"(?<=^\|[^|]*)`(?<method>GET|PUT|POST|DELETE) (?<path>/[^`?]*)(?:\?[^`]*)?`", RegexOptions.Multiline)]
    private static partial Regex DocumentedPattern();

    [GeneratedRegex(@"^(?<method>GET|PUT|POST|DELETE) (?<path>/[^\s?]*)", RegexOptions.Multiline)]
    private static partial Regex RequestPattern();
}
