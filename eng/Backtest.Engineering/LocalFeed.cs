using System.Text.Json;

namespace Backtest.Engineering;

/// <summary>
/// The folder .feed, a NuGet source for machines whose registry lacks packages: <see cref="HashingPackage"/> and
/// <see cref="OnnxRuntimePackage"/>. It is there whole or not at all, and Directory.Build.props uses it where it is there.
/// </summary>
public static class LocalFeed
{
    // Raised with every change of what is in the feed.
    private const string Version = "2";

    private static readonly string Folder = Repository.PathOf(".feed");

    /// <summary>Whether the feed is there.</summary>
    public static bool Exists => Directory.Exists(Folder);

    /// <summary>Removes a feed that an older script filled, and a newer one would fill otherwise.</summary>
    public static void RemoveIfOutdated()
    {
        var stamp = Path.Combine(Folder, "version");
        if (Exists && (!File.Exists(stamp) || File.ReadAllText(stamp) != Version))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    /// <summary>Fills the feed.</summary>
    /// <exception cref="SetupException">A source of it is missing, is not what it should be, or has nothing for this platform.</exception>
    public static async Task FillAsync(CancellationToken cancellationToken)
    {
        // Outside the clone, so that the settings of its projects do not apply.
        var work = Directory.CreateTempSubdirectory("backtest-feed-").FullName;
        try
        {
            var feed = Directory.CreateDirectory(Path.Combine(work, "feed")).FullName;
            var hashingVersion = await HashingPackage.PackAsync(work, feed, cancellationToken);
            await OnnxRuntimePackage.PackAsync(work, feed, cancellationToken);
            await File.WriteAllTextAsync(Path.Combine(feed, "version"), Version, cancellationToken);

            var cache = await PackageCacheAsync(cancellationToken);
            await ForgetAsync(Path.Combine(cache, HashingPackage.Name.ToLowerInvariant(), hashingVersion), cancellationToken);
            await ForgetAsync(Path.Combine(cache, OnnxRuntimePackage.Name.ToLowerInvariant(), OnnxRuntimePackage.Version), cancellationToken);
            Publish(feed);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    // "global-packages: /home/someone/.nuget/packages/"
    private static async Task<string> PackageCacheAsync(CancellationToken cancellationToken)
    {
        var locals = await Tool.RequireAsync("dotnet", ["nuget", "locals", "global-packages", "--list"], cancellationToken);
        return locals[(locals.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }

    // NuGet would take a package that an earlier feed gave from its cache, in place of the new one of the same version.
    private static async Task ForgetAsync(string package, CancellationToken cancellationToken)
    {
        var metadata = Path.Combine(package, ".nupkg.metadata");
        if (!File.Exists(metadata))
        {
            return;
        }

        using var document = JsonDocument.Parse(await File.ReadAllTextAsync(metadata, cancellationToken));
        var source = document.RootElement.TryGetProperty("source", out var property) ? property.GetString() : null;
        if (Path.GetFileName(Path.TrimEndingDirectorySeparator(source ?? "")) == Path.GetFileName(Folder))
        {
            Directory.Delete(package, recursive: true);
        }
    }

    // The temporary folder may be on another disk, from which no rename leads here; the rename makes the feed appear whole.
    private static void Publish(string feed)
    {
        var beside = Folder + ".partial";
        if (Directory.Exists(beside))
        {
            Directory.Delete(beside, recursive: true);
        }

        Directory.CreateDirectory(beside);
        foreach (var file in Directory.EnumerateFiles(feed))
        {
            File.Copy(file, Path.Combine(beside, Path.GetFileName(file)));
        }

        Directory.Move(beside, Folder);
    }
}
