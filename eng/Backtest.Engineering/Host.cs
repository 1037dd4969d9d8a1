using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Backtest.Engineering;

/// <summary>A running <c>backtest serve</c>.</summary>
public sealed class Host
{
    private readonly Process _process;
    private readonly StringBuilder _log;

    private Host(Uri address, Process process, StringBuilder log) => (Address, _process, _log) = (address, process, log);

    /// <summary>Where it answers.</summary>
    public Uri Address { get; }

    /// <summary>Id of its process.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Its log so far.</summary>
    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    /// <summary>Builds the host.</summary>
    /// <returns>Path of the program.</returns>
    /// <exception cref="SetupException">The build fails.</exception>
    public static async Task<string> BuildAsync(CancellationToken cancellationToken)
    {
        await Tool.RequireAsync("dotnet", ["build", Project, "--configuration", "Release", "--verbosity", "quiet"], cancellationToken);
        return Program("Release");
    }

    /// <summary>Path of the program that a build in a configuration makes.</summary>
    public static string Program(string configuration) =>
        Repository.PathOf("src", "Backtest.Cli", "bin", configuration, "net10.0", "backtest.dll");

    /// <summary>Starts the host and waits until it is healthy.</summary>
    /// <param name="program">Path of the program.</param>
    /// <param name="storage">Connection string of the storage.</param>
    /// <param name="preferredPort">The port to use if it is free.</param>
    /// <param name="show">Whether its log is shown.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <param name="environment">Settings.</param>
    /// <exception cref="SetupException">It is not healthy within 30 seconds.</exception>
    public static async Task<Host> StartAsync(
        string program,
        string storage,
        int preferredPort,
        bool show,
        CancellationToken cancellationToken,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Ports.Free(preferredPort)}"));
        var log = new StringBuilder();
        var process =
            Tool.StartBeside("dotnet", [program, "serve", "--storage", storage, "--urls", address.ToString()], log, show, environment);
        var host = new Host(address, process, log);
        using var http = new HttpClient();
        for (var attempt = 0; attempt < 300 && !process.HasExited; attempt++)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri(address, "api/health"), cancellationToken);
                if (answer.IsSuccessStatusCode)
                {
                    return host;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(100, cancellationToken);
        }

        throw host.Failure("The host did not become healthy");
    }

    /// <summary>Ends the host at once, as a crash would.</summary>
    public void Kill() => Tool.Kill(_process);

    /// <summary>Suspends the host, like a machine that sleeps or is migrated.</summary>
    public Task PauseAsync(CancellationToken cancellationToken) => SignalAsync("-STOP", cancellationToken);

    /// <summary>Resumes a suspended host.</summary>
    public Task ResumeAsync(CancellationToken cancellationToken) => SignalAsync("-CONT", cancellationToken);

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>Waits until the host ends.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => _process.WaitForExitAsync(cancellationToken);

    /// <summary>A failure with the end of the host's log.</summary>
    public SetupException Failure(string what) => new($"{what}. The end of its log:\n{Tool.Tail(Log)}");

    private Task<string> SignalAsync(string signal, CancellationToken cancellationToken) =>
        Tool.RequireAsync("kill", [signal, ProcessId.ToString(CultureInfo.InvariantCulture)], cancellationToken);

    private static string Project => Repository.PathOf("src", "Backtest.Cli", "Backtest.Cli.csproj");
}
