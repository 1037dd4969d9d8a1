using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Backtest.Engineering;

/// <summary>A running <c>backtest serve</c>.</summary>
public sealed class Host
{
    private readonly Process _process;
    private readonly StringBuilder _log;

    private Host(Process process, StringBuilder log) => (_process, _log) = (process, log);

    /// <summary>Where it answers.</summary>
    public Uri Address { get; private set; } = null!;

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
    /// <exception cref="SetupException">It ends, or is not healthy within minutes.</exception>
    public static async Task<Host> StartAsync(
        string program,
        string storage,
        int preferredPort,
        bool show,
        CancellationToken cancellationToken,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        var log = new StringBuilder();
        var url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Ports.OrAny(preferredPort)}");
        var process = Tool.StartBeside("dotnet", [program, "serve", "--storage", storage, "--urls", url], log, show, environment);
        var host = new Host(process, log);
        host.Address = await Ports.AddressAsync(process, log, cancellationToken) ?? throw host.Failure("The host did not start");
        using var http = new HttpClient { BaseAddress = host.Address };
        var started = Stopwatch.GetTimestamp();
        while (!process.HasExited && Stopwatch.GetElapsedTime(started) < Ports.Patience)
        {
            try
            {
                using var answer = await http.GetAsync("api/health", cancellationToken);
                if (answer.IsSuccessStatusCode)
                {
                    return host;
                }
            }
            catch (HttpRequestException)
            {
                // It ends.
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
