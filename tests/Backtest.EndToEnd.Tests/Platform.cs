using System.Net.Http.Json;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs;
using Backtest.Engineering;

namespace Backtest.EndToEnd.Tests;

/// <summary>An emulator and, beside it, hosts that can be killed and started again.</summary>
public sealed class Platform : IAsyncDisposable
{
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

    /// <summary>What all hosts so far have logged.</summary>
    public string Log => string.Concat(_hosts.Select(host => host.Log));

    public static async Task<Platform> StartAsync(CancellationToken cancellationToken)
    {
        var platform = new Platform(await Emulator.StartAsync(null, 0, cancellationToken));
        await platform.StartHostAsync(cancellationToken);
        return platform;
    }

    public async Task StartHostAsync(CancellationToken cancellationToken) =>
        _hosts.Add(await Host.StartAsync(Program, _emulator.ConnectionString, 0, show: false, cancellationToken));

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
        for (var attempt = 0; attempt < 1200; attempt++)
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

    /// <summary>Every blob of the container of runs by name; documents with their times taken out.</summary>
    public async Task<SortedDictionary<string, string>> SnapshotAsync(CancellationToken cancellationToken)
    {
        var snapshot = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var container = Blobs.GetBlobContainerClient("backtests");
        await foreach (var blob in container.GetBlobsAsync(cancellationToken: cancellationToken))
        {
            var content = (await container.GetBlobClient(blob.Name).DownloadContentAsync(cancellationToken)).Value.Content;
            snapshot[blob.Name] = blob.Name.EndsWith(".json", StringComparison.Ordinal)
                ? WithoutTimes(JsonNode.Parse(content)!)
                : Convert.ToBase64String(content);
        }

        return snapshot;
    }

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

    private static string WithoutTimes(JsonNode document)
    {
        var text = new StringBuilder();
        void Append(JsonNode? node, string path)
        {
            switch (node)
            {
                case JsonObject fields:
                    foreach (var (name, value) in fields.Where(field => field.Key is not ("timing" or "requestedAt")))
                    {
                        Append(value, $"{path}.{name}");
                    }

                    break;
                case JsonArray items:
                    for (var k = 0; k < items.Count; k++)
                    {
                        Append(items[k], $"{path}[{k}]");
                    }

                    break;
                default:
                    text.Append(path).Append(" = ").AppendLine(node?.ToJsonString());
                    break;
            }
        }

        Append(document, "$");
        return text.ToString();
    }
}
