using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Backtest.Engineering;

/// <summary>Starts other programs and captures their output.</summary>
public static partial class Tool
{
    private const int Terminate = 15;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // Programs with their numbers in the order of starting.
    private static readonly ConcurrentDictionary<Process, int> Running = new();

    private static int _started;

    // A failed test may leave a program behind, which must not outlive the process of the tests.
    static Tool() => AppDomain.CurrentDomain.ProcessExit += (_, _) => StopAll(interrupted: false);

    /// <summary>Runs a program to its end.</summary>
    /// <param name="file">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="cancellationToken">Stops the program.</param>
    /// <param name="folder">Working folder; the top of the repository by default.</param>
    /// <param name="show">Whether to show its output immediately.</param>
    /// <param name="environment">Additional environment variables.</param>
    /// <returns>Its exit code and its output.</returns>
    /// <exception cref="SetupException">The program is not installed.</exception>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        string file,
        IEnumerable<string> arguments,
        CancellationToken cancellationToken,
        string? folder = null,
        bool show = false,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        using var process = Start(file, arguments, folder, environment);
        var output = new StringBuilder();
        await Task.WhenAll(
            CopyAsync(process.StandardOutput, output, show),
            CopyAsync(process.StandardError, output, show),
            EndAsync(process, cancellationToken));
        Running.TryRemove(process, out _);
        return (process.ExitCode, output.ToString());
    }

    /// <summary>Whether a program is installed that can tell its version.</summary>
    public static async Task<bool> IsThereAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            return (await RunAsync(file, ["--version"], cancellationToken)).ExitCode == 0;
        }
        catch (SetupException)
        {
            return false;
        }
    }

    /// <summary>Runs a program that must succeed.</summary>
    /// <returns>Its output.</returns>
    /// <exception cref="SetupException">It failed; the message has the end of its output.</exception>
    public static async Task<string> RequireAsync(string file, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var list = arguments.ToList();
        var (code, output) = await RunAsync(file, list, cancellationToken);
        return code == 0
            ? output
            : throw new SetupException($"'{file} {string.Join(' ', list)}' failed with exit code {code}:\n{Tail(output)}");
    }

    /// <summary>Starts a program that runs in the background until <see cref="StopAll"/>.</summary>
    /// <param name="file">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="log">Receives its output.</param>
    /// <param name="show">Whether to show its output immediately.</param>
    /// <param name="environment">Additional environment variables.</param>
    /// <param name="folder">Working folder; the top of the repository by default.</param>
    public static Process StartBeside(
        string file,
        IEnumerable<string> arguments,
        StringBuilder log,
        bool show = false,
        IReadOnlyDictionary<string, string>? environment = null,
        string? folder = null)
    {
        var process = Start(file, arguments, folder, environment);
        _ = CopyAsync(process.StandardOutput, log, show);
        _ = CopyAsync(process.StandardError, log, show);
        return process;
    }

    /// <summary>Ends every program that is still running, the latest first, so that each ends before those that it depends on.</summary>
    /// <param name="interrupted">Whether Ctrl-C, which reaches every program in a terminal, has already stopped them.</param>
    public static void StopAll(bool interrupted)
    {
        foreach (var (process, _) in Running.OrderByDescending(entry => entry.Value).ToList())
        {
            // A second signal would interrupt the work of the first one, such as the emulator saving its index.
            if ((!interrupted || !process.WaitForExit(Patience)) && !process.HasExited)
            {
                End(process);
            }

            Kill(process);
        }
    }

    /// <summary>Asks a program that was started here to end, and kills it if it does not.</summary>
    public static void End(Process process)
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = Signal(process.Id, Terminate);
            process.WaitForExit(Patience);
        }

        Kill(process);
    }

    /// <summary>Kills a program that was started here, with its children.</summary>
    public static void Kill(Process process)
    {
        if (Running.TryRemove(process, out _) && !process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit(Patience);
        }
    }

    /// <summary>The last lines of a text.</summary>
    public static string Tail(string text) => string.Join('\n', text.TrimEnd().Split('\n').TakeLast(25));

    private static Process Start(
        string file, IEnumerable<string> arguments, string? folder, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(file)
        {
            WorkingDirectory = folder ?? Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        // The variables of the running script would confuse the builds that it starts.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        try
        {
            var process = Process.Start(start)!;
            process.StandardInput.Close();
            Running[process] = Interlocked.Increment(ref _started);
            return process;
        }
        catch (Win32Exception)
        {
            throw new SetupException($"'{file}' is not installed or not on the PATH.");
        }
    }

    private static async Task EndAsync(Process process, CancellationToken cancellationToken)
    {
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Kill(process);
            throw;
        }
    }

    private static async Task CopyAsync(StreamReader reader, StringBuilder log, bool show)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (log)
            {
                log.AppendLine(line);
            }

            if (show)
            {
                Console.WriteLine(line);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}
