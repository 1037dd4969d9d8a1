using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Backtest.Engineering;

/// <summary>Azurite, the storage emulator, on loopback ports.</summary>
public sealed class Emulator
{
    // The public account of the emulator, which protects nothing.
    private const string Account = "devstoreaccount1";
    private const string AccountKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private readonly Process _process;

    private readonly StringBuilder _log;

    private Emulator(Process process, StringBuilder log) => (_process, _log) = (process, log);

    /// <summary>The port that it listens on.</summary>
    public int Port { get; private set; }

    /// <summary>How clients reach it.</summary>
    public string ConnectionString => ConnectionStringOf(Account);

    /// <summary>How clients reach one of the accounts that it was started with.</summary>
    public string ConnectionStringOf(string account) => ConnectionStringAt(Port, account);

    /// <summary>How clients reach an emulator that listens on a port.</summary>
    public static string ConnectionStringAt(int port, string account = Account) => string.Create(
        CultureInfo.InvariantCulture,
        $"DefaultEndpointsProtocol=http;AccountName={account};AccountKey={AccountKey};BlobEndpoint=http://127.0.0.1:{port}/{account};");

    /// <summary>Starts the emulator and waits until it answers.</summary>
    /// <param name="folder">Where it keeps blobs; null for memory.</param>
    /// <param name="preferredPort">The port to use if it is free; 0 for any.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <param name="accounts">Further accounts, each with separate storage.</param>
    /// <param name="anyVersion">Whether it accepts requests of newer clients.</param>
    /// <exception cref="SetupException">It ends, or does not listen within minutes.</exception>
    public static async Task<Emulator> StartAsync(
        string? folder,
        int preferredPort,
        CancellationToken cancellationToken,
        IEnumerable<string>? accounts = null,
        bool anyVersion = true)
    {
        var log = new StringBuilder();
        var script = Repository.PathOf("node_modules", "azurite", "dist", "src", "blob", "main.js");
        string[] where = folder is null ? ["--inMemoryPersistence"] : ["--location", folder];
        string[] check = anyVersion ? ["--skipApiVersionCheck"] : [];
        var process = Tool.StartBeside(
            "node",
            [
                script,
                "--blobHost",
                "127.0.0.1",
                "--blobPort",
                Ports.OrAny(preferredPort).ToString(CultureInfo.InvariantCulture),
                "--silent",
                "--disableTelemetry",
                .. check,
                .. where],
            log,
            environment: new Dictionary<string, string>
            {
                ["AZURITE_ACCOUNTS"] = string.Join(';', (accounts ?? []).Prepend(Account)
                .Select(account => $"{account}:{AccountKey}"))
            });
        var emulator = new Emulator(process, log);
        var address = await Ports.AddressAsync(process, log, cancellationToken);
        emulator.Port = address?.Port ?? throw emulator.Failure("The storage emulator did not start");
        return emulator;
    }

    /// <summary>Ends it at once; its folder may lack the last seconds.</summary>
    public void Stop() => Tool.Kill(_process);

    /// <summary>Ends it after it has saved everything.</summary>
    public void End() => Tool.End(_process);

    /// <summary>Waits until it ends.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => _process.WaitForExitAsync(cancellationToken);

    /// <summary>A failure with the end of its log.</summary>
    public SetupException Failure(string what)
    {
        lock (_log)
        {
            return new SetupException($"{what}. The end of its log:\n{Tool.Tail(_log.ToString())}");
        }
    }
}
