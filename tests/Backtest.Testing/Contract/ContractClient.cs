using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Backtest.Runs.Exports;

namespace Backtest.Testing.Contract;

/// <summary>Sends requests, and validates every answer against the contract that the host itself serves.</summary>
public sealed class ContractClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly JsonElement _paths;
    private readonly AnswerSchemas _schemas;

    private ContractClient(HttpClient http, JsonElement contract) =>
        (_http, _paths, _schemas) = (http, contract.GetProperty("paths"), new AnswerSchemas(contract));

    /// <summary>The operations requested so far.</summary>
    public SortedSet<string> Asked { get; } = new(StringComparer.Ordinal);

    /// <summary>The answers received so far: operation, status and content type.</summary>
    public SortedSet<string> Answered { get; } = new(StringComparer.Ordinal);

    /// <summary>The answers in the contract that are not problems.</summary>
    public IEnumerable<string> Successes =>
        from path in _paths.EnumerateObject()
        from method in path.Value.EnumerateObject()
        from answer in method.Value.GetProperty("responses").EnumerateObject()
        where answer.Name.StartsWith('2')
        from type in answer.Value.TryGetProperty("content", out var contents)
            ? contents.EnumerateObject().Select(content => content.Name)
            : [""]
        let text = $"{method.Name.ToUpperInvariant()} {path.Name} {answer.Name} {type}"
        orderby text
        select text;

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
        return new ContractClient(http, contract);
    }

    /// <summary>Whether an operation requires the key by the contract.</summary>
    public bool NeedsKey(string operation) =>
        _paths.GetProperty(operation.Split(' ')[1])
            .GetProperty(operation.Split(' ')[0].ToLowerInvariant())
            .TryGetProperty("security", out _);

    public async Task<HttpResponseMessage> SendAsync(
        string method,
        string path,
        HttpContent? content,
        CancellationToken cancellationToken,
        string? accept = null,
        string? lastEvent = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = content };
        if (accept is not null)
        {
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        }

        if (lastEvent is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEvent);
        }

        var answer = await _http.SendAsync(request, cancellationToken);
        await CheckAsync(method, path.Split('?')[0], answer, cancellationToken);
        return answer;
    }

    public async Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync("GET", path, null, cancellationToken);
        Assert.True(
            answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancellationToken)}");
        return await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private async Task CheckAsync(string method, string path, HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var template = _paths.EnumerateObject()
            .Single(candidate => Matches(candidate.Name, path) && candidate.Value.TryGetProperty(method.ToLowerInvariant(), out _));
        var operation = $"{method} {template.Name}";
        var responses = template.Value.GetProperty(method.ToLowerInvariant()).GetProperty("responses");
        var status = ((int)answer.StatusCode).ToString();
        var type = answer.Content.Headers.ContentType?.MediaType;
        Asked.Add(operation);
        Answered.Add($"{operation} {status} {type}");
        Assert.True(responses.TryGetProperty(status, out var declared), $"{operation} answers {status}, which the contract does not have.");
        foreach (var header in declared.TryGetProperty("headers", out var headers) ? headers.EnumerateObject().ToList() : [])
        {
            var isRequired = header.Value.TryGetProperty("required", out var required) && required.GetBoolean();
            Assert.True(answer.Headers.Contains(header.Name)
                || !isRequired, $"{operation} answers {status} without the header {header.Name}.");
        }

        if (type is null)
        {
            return;
        }

        var content = default(JsonElement);
        Assert.True(
            declared.TryGetProperty("content", out var contents) && contents.TryGetProperty(type, out content),
            $"{operation} answers {status} with {type}, which the contract does not have.");
        if (type.EndsWith("json", StringComparison.Ordinal) && type != TableFormat.Lines.ContentType)
        {
            var body = await answer.Content.ReadAsStringAsync(cancellationToken);
            var problems = _schemas.Check(content.GetProperty("schema"), JsonDocument.Parse(body).RootElement);
            Assert.True(
                problems.Count == 0,
                $"{operation} answers {status} with\n{body}\nwhich the contract does not allow:\n{string.Join('\n', problems)}");
        }
    }

    // The contract's other paths of the same length have a fixed word in place of this parameter.
    private static bool Matches(string template, string path)
    {
        var parts = template.Split('/');
        var given = path.Split('/');
        return parts.Length == given.Length
            && parts.Zip(given).All(pair => pair.First == pair.Second || (pair.First.StartsWith('{') && pair.Second.Length > 0));
    }
}
