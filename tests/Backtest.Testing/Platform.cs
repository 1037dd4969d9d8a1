using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json;
using Azure.Storage.Blobs;
using Backtest.Engineering;
using Backtest.Storage;

namespace Backtest.Testing;

/// <summary>An emulator, with hosts that can be killed and restarted.</summary>
public sealed class Platform : IAsyncDisposable
{
    // A restarted host finds its own runs owned, and waits for this long.
    private static readonly Dictionary<string, string> Settings = new()
    {
        ["Backtest__OwnerSeconds"] = "1",
        ["Logging__LogLevel__Backtest"] = "Debug",
    };

    private readonly Emulator _emulator;
    private readonly List<Host> _hosts = [];
    private readonly HttpClient _http = new();

    private Platform(Emulator emulator)
    {
        _emulator = emulator;
        Blobs = new BlobServiceClient(emulator.ConnectionString);
    }

    public static string Program { get; } = Host.Program(
        typeof(Platform).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration);

    public BlobServiceClient Blobs { get; }

    /// <summary>Address of the newest host.</summary>
    public Uri Address => _hosts[^1].Address;

    /// <summary>The log of all hosts so far.</summary>
    public string Log => string.Concat(_hosts.Select(host => host.Log));

    public static async Task<Platform> StartAsync(CancellationToken cancellationToken)
    {
        var platform = new Platform(await Emulator.StartAsync(null, 0, cancellationToken));
        await platform.StartHostAsync(cancellationToken);
        return platform;
    }

    public async Task StartHostAsync(CancellationToken cancellationToken) =>
        _hosts.Add(await Host.StartAsync(Program, _emulator.ConnectionString, 0, show: false, cancellationToken, Settings));

    public void KillHost() => _hosts[^1].Kill();

    public async Task UploadAsync(string name, string content, CancellationToken cancellationToken)
    {
        var container = Blobs.GetBlobContainerClient("series");
        await container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        await container.GetBlobClient(name).UploadAsync(BinaryData.FromString(content), overwrite: true, cancellationToken);
    }

    public async Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken) =>
        await _http.GetFromJsonAsync<JsonElement>(new Uri(_hosts[^1].Address, path), cancellationToken);

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.RequestUri = new Uri(_hosts[^1].Address, request.RequestUri!.ToString());
        return _http.SendAsync(request, cancellationToken);
    }

    /// <summary>Waits until a condition holds for the newest run of a series.</summary>
    public async Task<JsonElement> WaitAsync(string name, Predicate<JsonElement> condition, CancellationToken cancellationToken)
    {
        for (var patience = new Patience(); patience.IsLeft;)
        {
            using var answer = await _http.GetAsync(new Uri(_hosts[^1].Address, $"api/series/{name}"), cancellationToken);
            if (answer.IsSuccessStatusCode)
            {
                var runs = (await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("runs");
                if (runs.GetArrayLength() > 0 && condition(runs[0]))
                {
                    return runs[0];
                }
            }

            await Task.Delay(50, cancellationToken);
        }

        throw new TimeoutException(Log);
    }

    /// <summary>All blobs of all runs, for comparison.</summary>
    public Task<SortedDictionary<string, string>> SnapshotAsync(CancellationToken cancellationToken) =>
        Snapshot.TakeAsync(new AzureBlobStore(Blobs), BlobLayout.Backtests, cancellationToken);

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        foreach (var host in _hosts)
        {
            host.Kill();
        }

        _emulator.Stop();
        return ValueTask.CompletedTask;
    }
}
