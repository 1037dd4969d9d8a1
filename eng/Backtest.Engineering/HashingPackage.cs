using System.Diagnostics;

namespace Backtest.Engineering;

/// <summary>System.IO.Hashing, packed from the copy that the .NET SDK carries, under the version which that copy has.</summary>
public static class HashingPackage
{
    /// <summary>Its name.</summary>
    public const string Name = "System.IO.Hashing";

    /// <summary>Packs it.</summary>
    /// <param name="work">A folder for intermediate files.</param>
    /// <param name="feed">Receives the package.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The package's version.</returns>
    /// <exception cref="SetupException">The SDK carries no such library.</exception>
    public static async Task<string> PackAsync(string work, string feed, CancellationToken cancellationToken)
    {
        var library = Path.Combine(await SdkFolderAsync(cancellationToken), Name + ".dll");
        if (!File.Exists(library))
        {
            throw new SetupException($"There is no {library}, from which {Name} could be packed. Use a NuGet source that has {Name}.");
        }

        // The product version names the commit too: 10.0.12+95017c7.
        var version = FileVersionInfo.GetVersionInfo(library).ProductVersion!.Split('+')[0];
        Console.WriteLine($"Packing {Name} {version} from the .NET SDK");
        var folder = Directory.CreateDirectory(Path.Combine(work, Name)).FullName;
        File.Copy(library, Path.Combine(folder, Name + ".dll"));
        await Packing.PackAsync(folder, Name, $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Version>{version}</Version>
                <IncludeBuildOutput>false</IncludeBuildOutput>
                <NoWarn>$(NoWarn);NU5128</NoWarn>
              </PropertyGroup>
              <ItemGroup>
                <None Include="{Name}.dll" Pack="true" PackagePath="lib/net10.0" />
              </ItemGroup>
            </Project>
            """, feed, cancellationToken);
        return version;
    }

    // The SDK that global.json chooses, of those installed: "10.0.401 [/usr/share/dotnet/sdk]".
    private static async Task<string> SdkFolderAsync(CancellationToken cancellationToken)
    {
        var version = (await Tool.RequireAsync("dotnet", ["--version"], cancellationToken)).Trim();
        var sdks = await Tool.RequireAsync("dotnet", ["--list-sdks"], cancellationToken);
        var line = sdks.Split('\n').First(sdk => sdk.StartsWith(version + " ", StringComparison.Ordinal));
        return Path.Combine(line[(version.Length + 1)..].Trim().Trim('[', ']'), version);
    }
}
