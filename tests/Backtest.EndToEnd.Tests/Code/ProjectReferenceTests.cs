using System.Text.Json.Nodes;
using Backtest.Engineering;

namespace Backtest.EndToEnd.Tests.Code;

/// <summary>What projects compile against, directly or through others.</summary>
public sealed class ProjectReferenceTests
{
    [Theory]
    [InlineData("Backtest.Commands", false)]
    [InlineData("Backtest.Cli", true)]
    public void Of_the_command_line_only_the_server_compiles_against_the_page_and_ASP_NET(string project, bool isServer)
    {
        var references = References(project);

        Assert.Contains("Backtest.Runs", references);
        Assert.Equal(isServer, references.Contains("Backtest.Http"));
        Assert.Equal(isServer, references.Any(name => name.Contains("AspNetCore", StringComparison.OrdinalIgnoreCase)));
    }

    // Projects, packages and frameworks, as the restore found them.
    private static HashSet<string> References(string project)
    {
        var assets = JsonNode.Parse(File.ReadAllText(Repository.PathOf("src", project, "obj", "project.assets.json")))!;
        var libraries = assets["targets"]!.AsObject().SelectMany(target => target.Value!.AsObject()).ToList();
        var ownFrameworks = assets["project"]!["frameworks"]!.AsObject()
            .SelectMany(target => target.Value!["frameworkReferences"]!.AsObject())
            .Select(framework => framework.Key);
        var otherFrameworks = libraries.SelectMany(library => library.Value!["frameworkReferences"]?.AsArray() ?? [])
            .Select(framework => framework!.GetValue<string>());
        return [.. libraries.Select(library => library.Key.Split('/')[0]), .. ownFrameworks, .. otherFrameworks];
    }
}
