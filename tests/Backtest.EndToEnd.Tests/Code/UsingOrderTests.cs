using System.Text.RegularExpressions;

namespace Backtest.EndToEnd.Tests.Code;

/// <summary>
/// The order of using directives: System first and then by name, static ones after the others, and aliases last. Neither the build nor
/// <c>dotnet format whitespace</c> checks it.
/// </summary>
public sealed partial class UsingOrderTests
{
    [Fact]
    public void Using_directives_are_in_order()
    {
        var files = SourceFiles.In("src", "tests", "bench", "eng");
        Assert.InRange(files.Count, 300, 3_000);

        Assert.DoesNotContain(files, file => !AreInOrder(File.ReadAllText(file)));
    }

    [Theory]
    [InlineData("using System;\nusing System.Text;\nusing Azure;\nusing static System.Math;\nusing A = Azure.Core;\n", true)]
    [InlineData("using Azure;\nusing System;\n", false)]
    [InlineData("using Backtest.Engineering;\nusing Backtest.EndToEnd;\n", false)]
    [InlineData("using static System.Math;\nusing System;\n", false)]
    [InlineData("using A = Azure.Core;\nusing static System.Math;\n", false)]
    [InlineData("using System;\nnamespace A;\n    using var b = C();\n    using (D())\n", true)]
    public void Directives_that_are_out_of_order_are_found(string text, bool expected) => Assert.Equal(expected, AreInOrder(text));

    private static bool AreInOrder(string text)
    {
        var directives = DirectivePattern().Matches(text)
            .Select(match => (
                Kind: match.Groups["alias"].Success ? 2 : match.Groups["static"].Success ? 1 : 0,
                IsOther: match.Groups["first"].Value != "System",
                Name: match.Groups["name"].Value))
            .ToList();
        return directives.SequenceEqual(directives
            .OrderBy(directive => directive.Kind)
            .ThenBy(directive => directive.IsOther)
            .ThenBy(directive => directive.Name, StringComparer.OrdinalIgnoreCase));
    }

    [GeneratedRegex(@"^using (?<static>static )?(?<alias>\w+ = )?(?<name>(?<first>\w+)[^;(]*);", RegexOptions.Multiline)]
    private static partial Regex DirectivePattern();
}
