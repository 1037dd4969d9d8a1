namespace Backtest.Engineering;

/// <summary>Makes NuGet packages.</summary>
internal static class Packing
{
    /// <summary>Writes a project and packs it.</summary>
    /// <param name="folder">Receives the project; holds what it names.</param>
    /// <param name="name">Name of project and package.</param>
    /// <param name="project">The project's XML.</param>
    /// <param name="feed">Receives the package.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="SetupException">It does not build.</exception>
    public static async Task PackAsync(string folder, string name, string project, string feed, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, name + ".csproj"), project, cancellationToken);
        await Tool.RequireAsync("dotnet", ["pack", "--configuration", "Release", "--output", feed, "--verbosity", "quiet"], cancellationToken, folder);
    }
}
