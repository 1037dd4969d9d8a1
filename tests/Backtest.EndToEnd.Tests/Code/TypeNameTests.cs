using System.Text.RegularExpressions;

namespace Backtest.EndToEnd.Tests.Code;

/// <summary>The names of types: no two types of the source share one, so that a name is enough to find a type.</summary>
public sealed partial class TypeNameTests
{
    [Fact]
    public void No_two_types_have_the_same_name()
    {
        var files = SourceFiles.In("src");
        Assert.InRange(files.Count, 300, 3_000);

        Assert.Empty(Repeated(files.SelectMany(file => Declared(File.ReadAllText(file)).Distinct())));
    }

    [Theory]
    [InlineData("public sealed record Axis(int K);", "internal static partial class Axis", 1)]
    [InlineData("public readonly record struct Axis<T>(int K);", "internal enum Axis", 1)]
    [InlineData("internal sealed class Axis", "internal sealed class AxisLabel", 0)]
    [InlineData("internal sealed class Axis", "    private sealed class Axis", 0)]
    public void A_name_that_is_given_twice_is_found(string first, string second, int expected) =>
        Assert.Equal(expected, Repeated(Declared(first).Concat(Declared(second))).Count());

    private static IEnumerable<string> Repeated(IEnumerable<string> names) =>
        names.GroupBy(name => name).Where(group => group.Count() > 1).Select(group => group.Key);

    private static IEnumerable<string> Declared(string text) =>
        DeclarationPattern().Matches(text).Select(match => match.Groups["name"].Value);

    // Of types that are not nested.
    [GeneratedRegex(
        @"^(?:public |internal )(?:sealed |static |abstract |readonly |partial |ref )*(?:class|record struct|record|struct|interface|enum) (?<name>\w+)",
        RegexOptions.Multiline)]
    private static partial Regex DeclarationPattern();
}
