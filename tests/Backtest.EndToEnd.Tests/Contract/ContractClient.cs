using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Backtest.EndToEnd.Tests.Contract;

/// <summary>Sends requests, and holds every answer against the contract that the host itself serves.</summary>
public sealed class ContractClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly JsonElement _paths;

    private ContractClient(HttpClient http, JsonElement paths) => (_http, _paths) = (http, paths);

    /// <summary>The operations that were asked so far.</summary>
    public SortedSet<string> Asked { get; } = new(StringComparer.Ordinal);

    /// <summary>The operations of the contract.</summary>
    public IEnumerable<string> Operations => _paths.EnumerateObject()
        .SelectMany(path => path.Value.EnumerateObject().Select(method => $"{method.Name.ToUpperInvariant()} {path.Name}"))
        .Order(StringComparer.Ordinal);

    public static async Task<ContractClient> ConnectAsync(ContractHost host, CancellationToken cancellationToken)
    {
        var http = new HttpClient { BaseAddress = host.Address };
        http.DefaultRequestHeaders.Add("x-functions-key", ContractHost.Key);
        var contract = await http.GetFromJsonAsync<JsonElement>("api/openapi.json", cancellationToken);
        Assert.StartsWith("3.1", contract.GetProperty("openapi").GetString());
        return new ContractClient(http, contract.GetProperty("paths"));
    }

    public async Task<HttpResponseMessage> SendAsync(
        string method, string path, HttpContent? content, CancellationToken cancellationToken, string? accept = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = content };
        if (accept is not null)
        {
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        }

        var answer = await _http.SendAsync(request, cancellationToken);
        Check(method, path.Split('?')[0], answer);
        return answer;
    }

    public async Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync("GET", path, null, cancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancellationToken)}");
        return await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private void Check(string method, string path, HttpResponseMessage answer)
    {
        var template = _paths.EnumerateObject().Single(candidate => Matches(candidate.Name, path) && candidate.Value.TryGetProperty(method.ToLowerInvariant(), out _));
        Asked.Add($"{method} {template.Name}");
        var responses = template.Value.GetProperty(method.ToLowerInvariant()).GetProperty("responses");
        var status = ((int)answer.StatusCode).ToString();
        Assert.True(responses.TryGetProperty(status, out var declared), $"{method} {template.Name} answers {status}, which the contract does not have.");
        if (answer.Content.Headers.ContentType is { MediaType: { } type } && declared.TryGetProperty("content", out var contents))
        {
            Assert.True(contents.TryGetProperty(type, out _), $"{method} {template.Name} answers {status} with {type}, which the contract does not have.");
        }
    }

    // The contract's other paths of the same length have a word where this one has a parameter.
    private static bool Matches(string template, string path)
    {
        var parts = template.Split('/');
        var given = path.Split('/');
        return parts.Length == given.Length && parts.Zip(given).All(pair => pair.First == pair.Second || (pair.First.StartsWith('{') && pair.Second.Length > 0));
    }
}
