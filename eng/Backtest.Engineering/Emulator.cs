using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Backtest.Engineering;

/// <summary>Azurite, the storage emulator, on loopback ports.</summary>
public sealed class Emulator
{
    // The emulator's published account; it guards nothing.
    private const string Account = "devstoreaccount1";
    private const string AccountKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private readonly Process _process;

    private readonly StringBuilder _log;

    private Emulator(Process process, StringBuilder log, int port)
    {
        (_process, _log) = (process, log);
        ConnectionString =
            $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={AccountKey};BlobEndpoint=http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}/{Account};";
    }

    /// <summary>How clients reach it.</summary>
    public string ConnectionString { get; }

    /// <summary>Starts the emulator and waits until it answers.</summary>
    /// <param name="folder">Where it keeps blobs; null for memory.</param>
    /// <param name="preferredPort">The port to use if it is free; 0 for any.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <exception cref="SetupException">It does not answer within 30 seconds.</exception>
    public static async Task<Emulator> StartAsync(string? folder, int preferredPort, CancellationToken cancellationToken)
    {
        var port = Ports.Free(preferredPort);
        var log = new StringBuilder();
        var script = Repository.PathOf("node_modules", "azurite", "dist", "src", "blob", "main.js");
        string[] where = folder is null ? ["--inMemoryPersistence"] : ["--location", folder];
        var process = Tool.StartBeside(
            "node",
            [script, "--blobHost", "127.0.0.1", "--blobPort", port.ToString(CultureInfo.InvariantCulture), "--silent", "--skipApiVersionCheck", "--disableTelemetry", .. where],
            log);
        var emulator = new Emulator(process, log, port);
        for (var attempt = 0; attempt < 300 && !process.HasExited; attempt++)
        {
            if (await Ports.AnswersAsync(port, cancellationToken))
            {
                return emulator;
            }

            await Task.Delay(100, cancellationToken);
        }

        throw emulator.Failure("The storage emulator did not start");
    }

    /// <summary>Ends it at once; what it keeps in a folder may lack the last seconds.</summary>
    public void Stop() => Tool.Kill(_process);

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
