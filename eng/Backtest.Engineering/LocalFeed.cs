using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Backtest.Engineering;

/// <summary>
/// The folder .feed, a NuGet source for machines whose registry lacks packages: System.IO.Hashing as the .NET SDK
/// carries it, and ONNX Runtime, Microsoft's own sources and native libraries, from an npm package. It is there whole
/// or not at all, and Directory.Build.props uses it where it is there.
/// </summary>
public static class LocalFeed
{
    // Raised with every change of what is in the feed.
    private const string Version = "1";

    private const string HashingVersion = "10.0.12";
    private const string OnnxVersion = "1.29.0";
    private const string OnnxPackage = "com.github.asus4.onnxruntime";
    private const string OnnxPackageVersion = "0.4.9";
    private const string OnnxPackageSha512 = "BkzxduSZ9IkeDP6Q8lz2TFU2ie7hSSvS7ZIfzMooExoq0CNzJnuuGaUJ7IsojBgqO4ouD1jXah8OYyJbCN29Fg==";

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
        // Beside the clone's own folders, so that the last step is a rename, and outside them, so that their settings do not apply.
        var work = Directory.CreateTempSubdirectory("backtest-feed-").FullName;
        try
        {
            var feed = Path.Combine(work, "feed");
            Directory.CreateDirectory(feed);
            await PackHashingAsync(work, feed, cancellationToken);
            await PackOnnxRuntimeAsync(work, feed, cancellationToken);
            await File.WriteAllTextAsync(Path.Combine(feed, "version"), Version, cancellationToken);
            await ForgetRestoredAsync(cancellationToken);
            await MoveAsync(feed);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static async Task PackHashingAsync(string work, string feed, CancellationToken cancellationToken)
    {
        var version = (await Tool.RequireAsync("dotnet", ["--version"], cancellationToken)).Trim();
        var sdks = await Tool.RequireAsync("dotnet", ["--list-sdks"], cancellationToken);
        var line = sdks.Split('\n').First(sdk => sdk.StartsWith(version + " ", StringComparison.Ordinal));
        var library = Path.Combine(line[(version.Length + 1)..].Trim().Trim('[', ']'), version, "System.IO.Hashing.dll");
        if (!File.Exists(library))
        {
            throw new SetupException($"The .NET SDK {version} carries no System.IO.Hashing.dll; use SDK 10.0.401 or a NuGet source that has the package.");
        }

        await PackAsync(work, feed, "System.IO.Hashing", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Version>{HashingVersion}</Version>
                <IncludeBuildOutput>false</IncludeBuildOutput>
                <NoWarn>$(NoWarn);NU5128</NoWarn>
              </PropertyGroup>
              <ItemGroup>
                <None Include="{library}" Pack="true" PackagePath="lib/net10.0" />
              </ItemGroup>
            </Project>
            """, cancellationToken);
    }

    private static async Task PackOnnxRuntimeAsync(string work, string feed, CancellationToken cancellationToken)
    {
        var (native, runtime) = NativeLibrary();
        Console.WriteLine($"Fetching {OnnxPackage} {OnnxPackageVersion} from npm (150 MB)");
        await Node.RunNpmAsync(["pack", $"{OnnxPackage}@{OnnxPackageVersion}", "--silent"], work, cancellationToken);
        var archive = Path.Combine(work, $"{OnnxPackage}-{OnnxPackageVersion}.tgz");
        await using (var stream = File.OpenRead(archive))
        {
            var hash = Convert.ToBase64String(await SHA512.HashDataAsync(stream, cancellationToken));
            if (hash != OnnxPackageSha512)
            {
                throw new SetupException($"{OnnxPackage} {OnnxPackageVersion} has the SHA-512 {hash}, not the one it should have.");
            }
        }

        await Tool.RequireAsync("tar", ["-xzf", archive, "-C", work], cancellationToken);
        var sources = Path.Combine(work, "package");
        if (!File.Exists(Path.Combine(sources, "Plugins", native)))
        {
            throw new SetupException($"{OnnxPackage} has no {native}. Use a NuGet source that has Microsoft.ML.OnnxRuntime {OnnxVersion}.");
        }

        // The sources choose their platform by the symbols of a framework; without those they take the plain one.
        await PackAsync(work, feed, "Microsoft.ML.OnnxRuntime", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net8.0</TargetFramework>
                <Version>{OnnxVersion}</Version>
                <AllowUnsafeBlocks>true</AllowUnsafeBlocks>
                <DisableImplicitFrameworkDefines>true</DisableImplicitFrameworkDefines>
                <EnableDefaultCompileItems>false</EnableDefaultCompileItems>
              </PropertyGroup>
              <ItemGroup>
                <Compile Include="{sources}/Runtime/**/*.cs" Exclude="{sources}/Runtime/Training/**" />
                <None Include="{sources}/Plugins/{native}" Pack="true" PackagePath="runtimes/{runtime}/native" />
              </ItemGroup>
            </Project>
            """, cancellationToken);
    }

    private static (string File, string Runtime) NativeLibrary()
    {
        var architecture = RuntimeInformation.OSArchitecture;
        return (OperatingSystem.IsLinux(), OperatingSystem.IsMacOS(), OperatingSystem.IsWindows(), architecture) switch
        {
            (true, _, _, Architecture.X64) => ("Linux/x64/libonnxruntime.so", "linux-x64"),
            (_, true, _, Architecture.Arm64) => ("macOS/arm64/libonnxruntime.dylib", "osx-arm64"),
            (_, _, true, Architecture.X64) => ("Windows/x64/onnxruntime.dll", "win-x64"),
            (_, _, true, Architecture.Arm64) => ("Windows/arm64/onnxruntime.dll", "win-arm64"),
            _ => throw new SetupException(
                $"There is no way here to ONNX Runtime for {RuntimeInformation.RuntimeIdentifier}. Use a NuGet source that has Microsoft.ML.OnnxRuntime {OnnxVersion}."),
        };
    }

    private static async Task PackAsync(string work, string feed, string name, string project, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(work, "src-" + name);
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, name + ".csproj"), project, cancellationToken);
        Console.WriteLine($"Packing {name}");
        await Tool.RequireAsync("dotnet", ["pack", "--configuration", "Release", "--output", feed, "--verbosity", "quiet"], cancellationToken, folder);
    }

    // A package of the same version that an earlier feed gave would be taken from the cache in place of the new one.
    private static async Task ForgetRestoredAsync(CancellationToken cancellationToken)
    {
        var locals = await Tool.RequireAsync("dotnet", ["nuget", "locals", "global-packages", "--list"], cancellationToken);
        var packages = locals[(locals.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        foreach (var (name, version) in new[] { ("system.io.hashing", HashingVersion), ("microsoft.ml.onnxruntime", OnnxVersion) })
        {
            var package = Path.Combine(packages, name, version);
            var metadata = Path.Combine(package, ".nupkg.metadata");
            if (File.Exists(metadata) && (await File.ReadAllTextAsync(metadata, cancellationToken)).Contains(".feed", StringComparison.Ordinal))
            {
                Directory.Delete(package, recursive: true);
            }
        }
    }

    // The temporary folder may be on another disk, where a folder cannot be renamed to here.
    private static async Task MoveAsync(string feed)
    {
        var beside = Folder + ".partial";
        if (Directory.Exists(beside))
        {
            Directory.Delete(beside, recursive: true);
        }

        Directory.CreateDirectory(beside);
        foreach (var file in Directory.EnumerateFiles(feed))
        {
            await using var from = File.OpenRead(file);
            await using var to = File.Create(Path.Combine(beside, Path.GetFileName(file)));
            await from.CopyToAsync(to);
        }

        Directory.Move(beside, Folder);
    }
}
