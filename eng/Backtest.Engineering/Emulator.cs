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

    private Emulator(Process process, int port)
    {
        _process = process;
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
        for (var attempt = 0; attempt < 300 && !process.HasExited; attempt++)
        {
            if (await Ports.AnswersAsync(port, cancellationToken))
            {
                return new Emulator(process, port);
            }

            await Task.Delay(100, cancellationToken);
        }

        throw new SetupException($"The storage emulator did not start:\n{Tool.Tail(log.ToString())}");
    }

    /// <summary>Ends it.</summary>
    public void Stop() => Tool.Stop(_process);
}
