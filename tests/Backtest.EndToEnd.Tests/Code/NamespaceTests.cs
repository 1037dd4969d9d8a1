using System.Text.RegularExpressions;

namespace Backtest.EndToEnd.Tests.Code;

/// <summary>Namespaces do not depend on each other in circles, directly or through others.</summary>
public sealed partial class NamespaceTests
{
    [Fact]
    public void Namespaces_have_no_circles()
    {
        var uses = Uses();
        Assert.InRange(uses.Count, 30, 500);

        Assert.DoesNotContain(uses.Keys, space => Reached(uses, space).Contains(space));
    }

    [Theory]
    [InlineData("a b", "b c", "", false)]
    [InlineData("a b", "b c", "c a", true)]
    public void A_circle_is_found(string first, string second, string third, bool expected)
    {
        var uses = new[] { first, second, third }.Where(pair => pair.Length > 0)
            .Select(pair => pair.Split(' '))
            .ToLookup(pair => pair[0], pair => pair[1])
            .ToDictionary(pairs => pairs.Key, pairs => pairs.ToHashSet());

        Assert.Equal(expected, uses.Keys.Any(space => Reached(uses, space).Contains(space)));
    }

    // The other namespaces of the source that each one uses. An enclosing one, such as that of all models for that of a family, does
    // not count.
    private static Dictionary<string, HashSet<string>> Uses()
    {
        var files = SourceFiles.In("src")
            .Select(File.ReadAllText)
            .Select(text => (Space: SpacePattern().Match(text).Groups["name"].Value, Text: text))
            .Where(file => file.Space.Length > 0)
            .ToList();
        return files.GroupBy(file => file.Space).ToDictionary(
            group => group.Key,
            group => group.SelectMany(file => UsingPattern().Matches(file.Text).Select(match => match.Groups["name"].Value))
                .Where(used => !IsAround(used, group.Key) && !IsAround(group.Key, used))
                .ToHashSet());
    }

    private static bool IsAround(string outer, string inner) => inner == outer || inner.StartsWith($"{outer}.", StringComparison.Ordinal);

    private static HashSet<string> Reached(Dictionary<string, HashSet<string>> uses, string from)
    {
        var reached = new HashSet<string>();
        var open = new Stack<string>([from]);
        while (open.TryPop(out var space))
        {
            foreach (var used in uses.GetValueOrDefault(space, []).Where(reached.Add))
            {
                open.Push(used);
            }
        }

        return reached;
    }

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex SpacePattern();

    [GeneratedRegex(@"^using (?<name>Backtest[\w.]*);", RegexOptions.Multiline)]
    private static partial Regex UsingPattern();
}
