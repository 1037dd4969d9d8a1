using System.Globalization;
using Backtest.Engineering;

namespace Backtest.Bench;

/// <summary>Other software, run as a script in its own language on the same work.</summary>
internal static class Peer
{
    /// <summary>Installs Debian packages that are missing.</summary>
    /// <exception cref="SetupException">They cannot be installed here.</exception>
    public static async Task InstallAsync(string[] packages, CancellationToken cancellationToken)
    {
        var missing = new List<string>();
        foreach (var package in packages)
        {
            if ((await Tool.RunAsync(
                "dpkg-query", ["-W", "-f=${Status}", package], cancellationToken)).Output.Trim() != "install ok installed")
            {
                missing.Add(package);
            }
        }

        if (missing.Count > 0)
        {
            Console.WriteLine($"Installing {string.Join(", ", missing)}");
            await Tool.RequireAsync("apt-get", ["update", "-q"], cancellationToken);
            await Tool.RequireAsync("apt-get", ["install", "-y", "-q", "--no-install-recommends", .. missing], cancellationToken);
        }
    }

    /// <summary>Runs a script of the folder Peers and reads the numbers on its last line.</summary>
    public static async Task<double[]> RunAsync(
        string interpreter, string script, string[] arguments, CancellationToken cancellationToken) =>
        [.. (await OutputAsync(interpreter, script, arguments, cancellationToken)).TrimEnd()
            .Split('\n')[^1]
            .Split(' ')
            .Select(number => double.Parse(number, CultureInfo.InvariantCulture))];

    /// <summary>Runs a script of the folder Peers and returns what it prints.</summary>
    public static async Task<string> OutputAsync(string interpreter, string script, string[] arguments, CancellationToken cancellationToken)
    {
        var file = Path.Combine(Path.GetTempPath(), $"backtest-bench-{Guid.NewGuid():N}-{script}");
        await using (var source = typeof(Peer).Assembly.GetManifestResourceStream($"Backtest.Bench.Peers.{script}")!)
        await using (var target = File.Create(file))
        {
            await source.CopyToAsync(target, cancellationToken);
        }

        try
        {
            return await Tool.RequireAsync(interpreter, [file, .. arguments], cancellationToken);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
