using System.Runtime.InteropServices;
using System.Text;

namespace Backtest.Engineering;

/// <summary>
/// The C and C++ libraries of Debian 13 for tests on Debian 12: libtorch needs the C++ library of GCC 13 or later, which needs a newer C
/// library. They come from the package sources of the machine into a folder of the project, and only the program that is started with
/// them uses them.
/// </summary>
internal static class NewerLibraries
{
    private const string From = "bookworm";
    private const string To = "trixie";
    private const string Loader = "ld-linux-x86-64.so.2";
    private const string SystemLoader = "/lib64/" + Loader;

    private static string Folder => Repository.PathOf("packages", "libraries");

    private static bool IsThere => File.Exists(Path.Combine(Folder, Loader));

    /// <summary>Fetches them if they are needed and available. Otherwise the tests that need them are skipped.</summary>
    public static async Task InstallAsync(CancellationToken cancellationToken)
    {
        const string Release = "/etc/os-release";
        if (IsThere || RuntimeInformation.OSArchitecture != Architecture.X64 || !File.Exists("/usr/bin/apt-get")
            || !File.Exists(Release) || !File.ReadAllText(Release).Contains($"VERSION_CODENAME={From}", StringComparison.Ordinal))
        {
            return;
        }

        Console.WriteLine("Fetching the libraries of Debian 13 for the tests of libtorch");
        var work = Directory.CreateTempSubdirectory("backtest-libraries");
        try
        {
            var problem = await FetchAsync(work.FullName, cancellationToken);
            if (problem is not null)
            {
                Console.WriteLine($"They are not available, so these tests are skipped:\n{Tool.Tail(problem)}");
            }
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    /// <summary>Runs the tests of a project with these libraries.</summary>
    /// <param name="project">Name of the project, which is built.</param>
    /// <param name="results">Where its results go, as a trx file.</param>
    /// <param name="cancellationToken">Stops the tests.</param>
    /// <returns>Whether they ran.</returns>
    public static async Task<bool> TryRunAsync(string project, string results, CancellationToken cancellationToken)
    {
        var program = Repository.PathOf("tests", project, "bin", "Release", $"net{Environment.Version.Major}.0", project);
        if (!IsThere || !File.Exists(program))
        {
            return false;
        }

        // The kernel looks for the loader that a program names, here in the working folder. The program names its own assembly, so it must
        // lie beside the original.
        var bytes = await File.ReadAllBytesAsync(program, cancellationToken);
        var place = bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(SystemLoader));
        if (place < 0)
        {
            return false;
        }

        bytes.AsSpan(place, SystemLoader.Length).Clear();
        Encoding.ASCII.GetBytes(Loader).CopyTo(bytes, place);
        var copy = $"{program}.newer";
        File.Copy(program, copy, overwrite: true);
        await File.WriteAllBytesAsync(copy, bytes, cancellationToken);
        await Tool.RunAsync(
            copy,
            ["-trx", results],
            cancellationToken,
            Folder,
            show: true,
            new Dictionary<string, string> { ["LD_LIBRARY_PATH"] = Folder });
        return File.Exists(results);
    }

    // Null on success.
    private static async Task<string?> FetchAsync(string work, CancellationToken cancellationToken)
    {
        var sources = Sources();
        if (sources.Count == 0)
        {
            return $"apt has no source of {From}.";
        }

        var parts = Directory.CreateDirectory(Path.Combine(work, "sources"));
        foreach (var (name, text) in sources)
        {
            await File.WriteAllTextAsync(Path.Combine(parts.FullName, name), text, cancellationToken);
        }

        Directory.CreateDirectory(Path.Combine(work, "lists", "partial"));
        Directory.CreateDirectory(Path.Combine(work, "cache", "archives", "partial"));
        string[] options =
        [
            "-o", "Dir::Etc::sourcelist=/dev/null", "-o", $"Dir::Etc::sourceparts={parts.FullName}",
            "-o", $"Dir::State::lists={work}/lists", "-o", $"Dir::Cache={work}/cache", "-o", "Acquire::Languages=none",
            "-o", "Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false", "-o", $"APT::Sandbox::User={Environment.UserName}", "--quiet",
        ];
        string[][] commands =
        [
            ["apt-get", "update", .. options],
            ["apt-get", "download", "libc6", "libstdc++6", .. options],
        ];
        foreach (var command in commands)
        {
            var (code, output) = await Tool.RunAsync(command[0], command[1..], cancellationToken, work);
            if (code != 0)
            {
                return output;
            }
        }

        foreach (var package in Directory.EnumerateFiles(work, "*.deb"))
        {
            await Tool.RequireAsync("dpkg-deb", ["--extract", package, Path.Combine(work, "files")], cancellationToken);
        }

        // The loader comes last, and marks that all of them are complete.
        Directory.CreateDirectory(Folder);
        var files = Directory.EnumerateFiles(Path.Combine(work, "files", "usr", "lib", "x86_64-linux-gnu"), "*.so*");
        foreach (var file in files.OrderBy(file => Path.GetFileName(file) == Loader))
        {
            File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)), overwrite: true);
        }

        return null;
    }

    // The package sources of the machine, for the later release; without updates, which have other names there.
    private static List<(string Name, string Text)> Sources()
    {
        var files = new List<string> { "/etc/apt/sources.list" };
        if (Directory.Exists("/etc/apt/sources.list.d"))
        {
            files.AddRange(Directory.EnumerateFiles("/etc/apt/sources.list.d")
                .Where(file => Path.GetExtension(file) is ".list" or ".sources"));
        }

        var sources = new List<(string, string)>();
        foreach (var file in files.Where(File.Exists))
        {
            var text = File.ReadAllText(file);
            var separator = Path.GetExtension(file) == ".sources" ? "\n\n" : "\n";
            var own = text.Split(separator).Where(entry => entry.Split([' ', '\n', '\t']).Contains(From)).Select(entry => string.Join(
                '\n', entry.Split('\n').Select(line => string.Join(' ', line.Split(' ')
                    .Where(word => !word.StartsWith($"{From}-", StringComparison.Ordinal))
                    .Select(word => word == From ? To : word)))));
            var kept = string.Join(separator, own);
            if (kept.Length > 0)
            {
                sources.Add((Path.GetFileName(file), kept + "\n"));
            }
        }

        return sources;
    }
}
