using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Backtest.FaultTests.Storage;

/// <summary>Carries the requests of Azure's client to the storage, and makes some of them fail.</summary>
/// <param name="faultOf">The fault of a request by its number, from 1; null for none.</param>
public sealed class FaultTransport(Func<int, Fault?> faultOf) : HttpPipelineTransport
{
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(20);

    // Shared, as Azure's client shares its own.
    private static readonly HttpPipelineTransport Storage = HttpClientTransport.Shared;

    private int _requests;
    private int _faults;

    /// <summary>Number of requests so far.</summary>
    public int Requests => _requests;

    /// <summary>Number of faults so far.</summary>
    public int Faults => _faults;

    public override Request CreateRequest() => Storage.CreateRequest();

    public override void Process(HttpMessage message) => throw new NotSupportedException("The store sends asynchronous requests only.");

    public override async ValueTask ProcessAsync(HttpMessage message)
    {
        var fault = faultOf(Interlocked.Increment(ref _requests));
        if (fault is not null)
        {
            Interlocked.Increment(ref _faults);
        }

        switch (fault)
        {
            case null:
                await Storage.ProcessAsync(message);
                break;
            case Fault.Lost:
                throw new RequestFailedException("The connection was refused.");
            case Fault.TimedOut:
                throw new TaskCanceledException("The operation was cancelled because it exceeded the configured timeout.");
            case Fault.TooMany:
                message.Response = new FailedResponse(429, message.Request.ClientRequestId);
                break;
            case Fault.Unavailable:
                message.Response = new FailedResponse(503, message.Request.ClientRequestId);
                break;
            case Fault.Delayed:
                await Task.Delay(Delay, message.CancellationToken);
                await Storage.ProcessAsync(message);
                break;
            case Fault.Repeated:
                await Storage.ProcessAsync(message);
                message.Response.Dispose();
                await Storage.ProcessAsync(message);
                break;
            default:
                await Storage.ProcessAsync(message);
                AfterIt(message, fault.Value);
                break;
        }
    }

    private static void AfterIt(HttpMessage message, Fault fault)
    {
        if (fault == Fault.CutOff && message.Response.ContentStream is { } body && message.Response.Headers.ContentLength > 1)
        {
            message.Response.ContentStream = new CutOffStream(body, message.Response.Headers.ContentLength.Value / 2);
            return;
        }

        message.Response.Dispose();
        message.Response = fault == Fault.DoneButFailed
            ? new FailedResponse(500, message.Request.ClientRequestId)
            : throw new RequestFailedException("The connection was closed.");
    }
}
