using System.Diagnostics;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Backtest.Engineering;
using Backtest.Functions.Tests.Standin.Protocol;
using Backtest.Testing;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Backtest.Functions.Tests.Standin;

/// <summary>
/// Replaces the Functions host in tests: starts the real worker process, indexes and loads its functions, forwards HTTP requests to it by
/// route and key, and invokes other functions on request.
/// </summary>
internal sealed class FunctionsHostStandin : IAsyncDisposable
{
    private const string KeyHeader = "x-functions-key";

    private readonly WorkerChannel _channel = new();
    private readonly StringBuilder _output = new();
    private readonly HttpClient _forward = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromMinutes(2) };
    private readonly WebApplication _protocol;
    private readonly string _key;
    private Process? _worker;
    private WebApplication? _front;

    private FunctionsHostStandin(string key)
    {
        _key = key;
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(
            kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Logging.ClearProviders();
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = null);
        builder.Services.AddSingleton(_channel);
        _protocol = builder.Build();
        _protocol.MapGrpcService<WorkerChannel>();
    }

    /// <summary>The worker's files: those of <c>BACKTEST_WORKER</c>, such as a published app, or the build output.</summary>
    public static string WorkerFolder { get; } = Path.GetFullPath(
        Environment.GetEnvironmentVariable("BACKTEST_WORKER")
            ?? typeof(FunctionsHostStandin).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
                .Single(attribute => attribute.Key == "WorkerFolder").Value!);

    /// <summary>The functions that the worker has.</summary>
    public IReadOnlyList<IndexedFunction> Functions { get; private set; } = [];

    /// <summary>Address of the HTTP functions.</summary>
    public Uri Address => new(_front!.Urls.Single());

    /// <summary>The worker's output and log.</summary>
    public string Log => $"{_output}\n{_channel.Log}";

    /// <summary>The part of the worker's log that a host shows.</summary>
    public string ShownLog => _channel.Shown;

    private string ProtocolAddress => _protocol.Urls.Single();

    /// <summary>Starts the worker and loads its functions.</summary>
    /// <param name="folder">The worker's files.</param>
    /// <param name="storage">Connection string of the storage.</param>
    /// <param name="taskHub">Address of the durable task hub; null if no function needs it.</param>
    /// <param name="key">The key that functions require.</param>
    /// <param name="settings">Further settings of the app.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    public static async Task<FunctionsHostStandin> StartAsync(
        string folder,
        string storage,
        Uri? taskHub,
        string key,
        IReadOnlyDictionary<string, string> settings,
        CancellationToken cancellationToken)
    {
        var host = new FunctionsHostStandin(key);
        try
        {
            await host._protocol.StartAsync(cancellationToken);
            host.StartWorker(folder, storage, settings);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(Patience.Limit);
            try
            {
                await host.LoadAsync(folder, taskHub, limit.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException($"The worker did not start:\n{host.Log}");
            }

            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a function.</summary>
    /// <param name="function">Its name.</param>
    /// <param name="input">The data of its trigger.</param>
    /// <param name="bindings">Values by name that come with the trigger.</param>
    /// <param name="taskHub">Address of the durable task hub, for a function with a client of it.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>Its result as JSON; null for none.</returns>
    /// <exception cref="FunctionFailedException">It failed.</exception>
    public async Task<string?> InvokeAsync(
        string function, TypedData input, IReadOnlyDictionary<string, string> bindings, Uri? taskHub, CancellationToken cancellationToken)
    {
        var invoked = Functions.Single(indexed => indexed.Name == function);
        var request = Request(invoked, Guid.NewGuid().ToString(), taskHub);
        request.InputData.Add(new ParameterBinding { Name = invoked.Trigger.GetProperty("name").GetString(), Data = input });
        foreach (var (name, value) in bindings)
        {
            request.TriggerMetadata[name] = new TypedData { String = value };
        }

        var answer = await AskAsync(request, cancellationToken);
        return answer.Result.Status != StatusResult.Types.Status.Success
            ? throw new FunctionFailedException(function, answer.Result.Exception ?? new RpcException())
            : answer.ReturnValue?.DataCase == TypedData.DataOneofCase.String
                ? JsonSerializer.Serialize(answer.ReturnValue.String)
                : answer.ReturnValue?.Json;
    }

    /// <summary>The data of a blob trigger.</summary>
    public static TypedData Blob(string container, string name) => new()
    {
        ModelBindingData = new ModelBindingData
        {
            Version = "1.0",
            Source = "AzureStorageBlobs",
            ContentType = "application/json",
            Content = ByteString.CopyFromUtf8(
                JsonSerializer.Serialize(new { Connection = "AzureWebJobsStorage", ContainerName = container, BlobName = name })),
        },
    };

    public async ValueTask DisposeAsync()
    {
        _channel.Close();
        if (_worker is not null)
        {
            Tool.Kill(_worker);
            _worker.Dispose();
        }

        if (_front is not null)
        {
            await _front.DisposeAsync();
        }

        _forward.Dispose();
        await _protocol.DisposeAsync();
    }

    private void StartWorker(string folder, string storage, IReadOnlyDictionary<string, string> settings)
    {
        var environment = new Dictionary<string, string>(settings)
        {
            ["AzureWebJobsStorage"] = storage,
            ["Logging__LogLevel__Default"] = "Information",
            ["FUNCTIONS_APPLICATION_DIRECTORY"] = folder,
            ["FUNCTIONS_WORKER_RUNTIME"] = "dotnet-isolated",
            ["Functions__Worker__HostEndpoint"] = ProtocolAddress,
            ["Functions__Worker__WorkerId"] = "worker",
            ["Functions__Worker__RequestId"] = "start",
            ["Functions__Worker__GrpcMaxMessageLength"] = "134217728",
        };
        _worker = Tool.StartBeside("dotnet", [Path.Combine(folder, "Backtest.Functions.dll")], _output, environment: environment);
    }

    private async Task LoadAsync(string folder, Uri? taskHub, CancellationToken cancellationToken)
    {
        await Task.WhenAny(_channel.Connected.WaitAsync(cancellationToken), _worker!.WaitForExitAsync(cancellationToken));
        if (_worker.HasExited)
        {
            throw new InvalidOperationException($"The worker ended as it started:\n{Log}");
        }

        var init = await _channel.AskAsync(
            new StreamingMessage
            {
                WorkerInitRequest = new WorkerInitRequest
                {
                    HostVersion = "4.0.0",
                    FunctionAppDirectory = folder,
                    WorkerDirectory = folder
                }
            },
            "init",
            cancellationToken);
        var worker = new Uri(init.WorkerInitResponse.Capabilities["HttpUri"]);
        var index = await _channel.AskAsync(
            new StreamingMessage { FunctionsMetadataRequest = new FunctionsMetadataRequest { FunctionAppDirectory = folder } },
            "index",
            cancellationToken);
        Functions = [.. index.FunctionMetadataResponse.FunctionMetadataResults.Select(metadata => new IndexedFunction(metadata))];
        foreach (var function in Functions)
        {
            var loaded = await _channel.AskAsync(
                new StreamingMessage
                {
                    FunctionLoadRequest = new FunctionLoadRequest
                    {
                        FunctionId = function.Id,
                        Metadata = function.Metadata
                    }
                },
                function.Id,
                cancellationToken);
            if (loaded.FunctionLoadResponse.Result.Status != StatusResult.Types.Status.Success)
            {
                throw new InvalidOperationException(
                    $"{function.Name} cannot be loaded: {loaded.FunctionLoadResponse.Result.Exception?.Message}");
            }
        }

        // A loaded worker may load its functions before its HTTP server listens; the host retries refused requests.
        while (!await Ports.AnswersAsync(worker.Port, cancellationToken))
        {
            await Task.Delay(10, cancellationToken);
        }

        await StartFrontAsync(worker, taskHub, cancellationToken);
    }

    private async Task StartFrontAsync(Uri worker, Uri? taskHub, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;

            // The forwarding client waits for the end of the body even after the worker's answer, so a slow body ends here.
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(240, TimeSpan.FromSeconds(12));
        });
        builder.Logging.ClearProviders();
        _front = builder.Build();

        // For the host, an address that does not accept a method does not exist.
        _front.Use(async (context, next) =>
        {
            await next(context);
            if (context.Response is { StatusCode: StatusCodes.Status405MethodNotAllowed, HasStarted: false })
            {
                context.Response.Clear();
                context.Response.StatusCode = StatusCodes.Status404NotFound;
            }
        });
        foreach (var function in Functions.Where(function => function.IsHttp))
        {
            var methods = function.Trigger.GetProperty("methods").EnumerateArray().Select(method => method.GetString()!.ToUpperInvariant());
            _front.MapMethods(
                "/" + function.Text("route"), methods, (HttpContext context) => ForwardAsync(context, function, worker, taskHub));
        }

        await _front.StartAsync(cancellationToken);
    }

    // The host checks the key, announces the invocation through the stream, and forwards the request itself.
    private async Task ForwardAsync(HttpContext context, IndexedFunction function, Uri worker, Uri? taskHub)
    {
        if (function.Text("authLevel") != "Anonymous" && context.Request.Headers[KeyHeader] != _key)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        var id = Guid.NewGuid().ToString();
        var invocation = Request(function, id, taskHub);
        var url = $"{context.Request.Path}{context.Request.QueryString}";
        invocation.InputData.Add(new ParameterBinding
        {
            Name = function.Trigger.GetProperty("name").GetString(),
            Data = new TypedData { Http = new HttpRequestData { Method = context.Request.Method, Url = new Uri(Address, url).ToString() } },
        });
        foreach (var (name, value) in context.Request.RouteValues)
        {
            invocation.TriggerMetadata[name] = new TypedData { String = value?.ToString() ?? "" };
        }

        using var forwarded = new HttpRequestMessage(
            new HttpMethod(context.Request.Method), new Uri(worker, url))
        { Content = new StreamContent(context.Request.Body) };
        foreach (var (name, values) in context.Request.Headers.Where(header => header.Key is not ("Host" or "Transfer-Encoding")))
        {
            if (!forwarded.Headers.TryAddWithoutValidation(name, values.ToArray()))
            {
                forwarded.Content.Headers.TryAddWithoutValidation(name, values.ToArray());
            }
        }

        forwarded.Headers.Add("x-ms-invocation-id", id);
        var answering = AskAsync(invocation, context.RequestAborted);
        using var response = await _forward.SendAsync(forwarded, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers).Where(header => header.Key != "Transfer-Encoding"))
        {
            context.Response.Headers[name] = values.ToArray();
        }

        await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
        await answering;
    }

    private static InvocationRequest Request(IndexedFunction function, string id, Uri? taskHub)
    {
        var request = new InvocationRequest
        {
            InvocationId = id,
            FunctionId = function.Id,
            TraceContext = new TraceContext { TraceParent = $"00-{Guid.NewGuid():N}-{Guid.NewGuid().ToString("N")[..16]}-01" },
        };
        if (function.NameOf("durableClient") is { } client)
        {
            var hub = new
            {
                rpcBaseUrl = taskHub?.ToString(),
                taskHubName = "backtest",
                connectionName = "",
                requiredQueryStringParameters = "",
                httpBaseUrl = "",
                maxGrpcMessageSizeInBytes = 1 << 26,
                grpcHttpClientTimeout = "\"00:01:40\"",
            };
            request.InputData.Add(new ParameterBinding { Name = client, Data = new TypedData { String = JsonSerializer.Serialize(hub) } });
        }

        return request;
    }

    private async Task<InvocationResponse> AskAsync(InvocationRequest request, CancellationToken cancellationToken) =>
        (await _channel.AskAsync(
            new StreamingMessage { InvocationRequest = request }, request.InvocationId, cancellationToken)).InvocationResponse;
}
