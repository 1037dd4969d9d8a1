using System.Reflection;
using System.Text.Json.Nodes;
using Backtest.Engineering;

namespace Backtest.EndToEnd.Tests;

/// <summary>The Bicep compiler that the project file downloads. It knows the types of all resources and needs no network.</summary>
public static class BicepCompiler
{
    private static readonly string? Program = typeof(BicepCompiler).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .SingleOrDefault(attribute => attribute.Key == nameof(BicepCompiler))?.Value;

    /// <summary>Skips the calling test if there is no compiler.</summary>
    public static void Require() =>
        Assert.SkipUnless(File.Exists(Program), "The Bicep compiler is downloaded on Linux x64 only.");

    /// <summary>Compiles every template of a folder and applies the linter's rules.</summary>
    /// <returns>Zero if there is no error, and errors and warnings: <c>file(line,column) : Error code: message</c>.</returns>
    public static Task<(int ExitCode, string Output)> LintAsync(string folder, CancellationToken cancellationToken) =>
        Tool.RunAsync(Program!, ["lint", "--no-restore", "--pattern", Path.Combine(folder, "**", "*.bicep")], cancellationToken);

    /// <summary>The ARM template compiled from a Bicep template, which must have no errors or warnings.</summary>
    public static async Task<JsonNode> BuildAsync(string template, CancellationToken cancellationToken) =>
        JsonNode.Parse(await Tool.RequireAsync(Program!, ["build", "--no-restore", "--stdout", template], cancellationToken))!;
}
