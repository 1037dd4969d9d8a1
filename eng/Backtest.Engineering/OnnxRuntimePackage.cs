using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Backtest.Engineering;

/// <summary>
/// Microsoft.ML.OnnxRuntime for this platform, compiled and packed from an npm package that carries Microsoft's own C#
/// sources and native libraries.
/// </summary>
public static class OnnxRuntimePackage
{
    /// <summary>Its name.</summary>
    public const string Name = "Microsoft.ML.OnnxRuntime";

    /// <summary>Its version.</summary>
    public const string Version = "1.29.0";

    private const string Source = "com.github.asus4.onnxruntime";
    private const string SourceVersion = "0.4.9";
    private const string SourceSha512 = "BkzxduSZ9IkeDP6Q8lz2TFU2ie7hSSvS7ZIfzMooExoq0CNzJnuuGaUJ7IsojBgqO4ouD1jXah8OYyJbCN29Fg==";

    /// <summary>Packs it.</summary>
    /// <param name="work">A folder for intermediate files.</param>
    /// <param name="feed">Receives the package.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="SetupException">The npm package is not what it should be, or has no library for this platform.</exception>
    public static async Task PackAsync(string work, string feed, CancellationToken cancellationToken)
    {
        var (library, runtime) = LibraryOfPlatform();
        Console.WriteLine($"Fetching {Source} {SourceVersion} from npm (150 MB)");
        await Node.RunNpmAsync(["pack", $"{Source}@{SourceVersion}", "--silent"], work, cancellationToken);
        var archive = Path.Combine(work, $"{Source}-{SourceVersion}.tgz");
        await VerifyAsync(archive, cancellationToken);

        var folder = Directory.CreateDirectory(Path.Combine(work, Name)).FullName;
        await ExtractAsync(archive, folder, library, cancellationToken);
        VerifyVersion(Path.Combine(folder, library));

        Console.WriteLine($"Packing {Name} {Version} for {runtime}");

        // The sources choose their platform by the symbols of a framework; without those they take the plain one.
        await Packing.PackAsync(folder, Name, $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Version>{Version}</Version>
                <AllowUnsafeBlocks>true</AllowUnsafeBlocks>
                <DisableImplicitFrameworkDefines>true</DisableImplicitFrameworkDefines>
              </PropertyGroup>
              <ItemGroup>
                <None Include="{library}" Pack="true" PackagePath="runtimes/{runtime}/native" />
              </ItemGroup>
            </Project>
            """, feed, cancellationToken);
    }

    private static (string Path, string Runtime) LibraryOfPlatform()
    {
        var architecture = RuntimeInformation.OSArchitecture;
        return (OperatingSystem.IsLinux(), OperatingSystem.IsMacOS(), OperatingSystem.IsWindows(), architecture) switch
        {
            (true, _, _, Architecture.X64) => ("Plugins/Linux/x64/libonnxruntime.so", "linux-x64"),
            (_, true, _, Architecture.Arm64) => ("Plugins/macOS/arm64/libonnxruntime.dylib", "osx-arm64"),
            (_, _, true, Architecture.X64) => ("Plugins/Windows/x64/onnxruntime.dll", "win-x64"),
            (_, _, true, Architecture.Arm64) => ("Plugins/Windows/arm64/onnxruntime.dll", "win-arm64"),
            _ => throw Missing($"{Source} has no library for {RuntimeInformation.RuntimeIdentifier}"),
        };
    }

    private static async Task VerifyAsync(string archive, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(archive);
        var hash = Convert.ToBase64String(await SHA512.HashDataAsync(stream, cancellationToken));
        if (hash != SourceSha512)
        {
            throw Missing($"{Source} {SourceVersion} has the SHA-512 {hash}, not {SourceSha512}");
        }
    }

    // The sources without those for training, and one library.
    private static async Task ExtractAsync(string archive, string folder, string library, CancellationToken cancellationToken)
    {
        await using var gzip = new GZipStream(File.OpenRead(archive), CompressionMode.Decompress);
        await using var tar = new TarReader(gzip);
        while (await tar.GetNextEntryAsync(cancellationToken: cancellationToken) is { } entry)
        {
            var name = entry.Name["package/".Length..];
            var isSource = name.StartsWith("Runtime/", StringComparison.Ordinal)
                && name.EndsWith(".cs", StringComparison.Ordinal)
                && !name.StartsWith("Runtime/Training/", StringComparison.Ordinal);
            if (isSource || name == library)
            {
                var file = Path.Combine(folder, name);
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                await entry.ExtractToFileAsync(file, overwrite: false, cancellationToken);
            }
        }
    }

    // OrtGetApiBase of onnxruntime_c_api.h returns a table of two functions; the second one returns the version as text.
    private static void VerifyVersion(string library)
    {
        if (!File.Exists(library))
        {
            throw Missing($"{Source} {SourceVersion} has no {library}");
        }

        if (!NativeLibrary.TryLoad(library, out var handle))
        {
            throw Missing($"The ONNX Runtime of {Source} cannot be loaded on {RuntimeInformation.OSDescription}");
        }

        try
        {
            var table = Marshal.GetDelegateForFunctionPointer<ReturnsPointer>(NativeLibrary.GetExport(handle, "OrtGetApiBase"))();
            var text = Marshal.GetDelegateForFunctionPointer<ReturnsPointer>(Marshal.ReadIntPtr(table, nint.Size))();
            var version = Marshal.PtrToStringUTF8(text);
            if (version != Version)
            {
                throw Missing($"{Source} {SourceVersion} carries ONNX Runtime {version}, not {Version}");
            }
        }
        finally
        {
            NativeLibrary.Free(handle);
        }
    }

    private static SetupException Missing(string why) => new($"{why}. Use a NuGet source that has {Name} {Version}.");

    private delegate nint ReturnsPointer();
}
