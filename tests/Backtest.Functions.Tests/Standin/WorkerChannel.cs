using System.Collections.Concurrent;
using System.Text;
using System.Threading.Channels;
using Backtest.Functions.Tests.Standin.Protocol;
using Grpc.Core;

namespace Backtest.Functions.Tests.Standin;

/// <summary>The host's end of the stream of messages with one worker process.</summary>
internal sealed class WorkerChannel : FunctionRpc.FunctionRpcBase
{
    private readonly Channel<StreamingMessage> _toWorker = Channel.CreateUnbounded<StreamingMessage>();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<StreamingMessage>> _answers = new();
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StringBuilder _log = new();
    private readonly StringBuilder _shown = new();

    /// <summary>Completes when the worker has announced itself.</summary>
    public Task Connected => _connected.Task;

    /// <summary>The worker's log through the stream.</summary>
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

    /// <summary>The part that a host would show: entries of invocations in progress. It ignores the others.</summary>
    public string Shown
    {
        get
        {
            lock (_log)
            {
                return _shown.ToString();
            }
        }
    }

    /// <summary>Sends a message and waits for its answer.</summary>
    /// <param name="message">The message.</param>
    /// <param name="key">Identifies the answer: the id of a request, an invocation or a function.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    public async Task<StreamingMessage> AskAsync(StreamingMessage message, string key, CancellationToken cancellationToken)
    {
        message.RequestId = key;
        var answer =
            _answers.GetOrAdd(key, _ => new TaskCompletionSource<StreamingMessage>(TaskCreationOptions.RunContinuationsAsynchronously));
        await _toWorker.Writer.WriteAsync(message, cancellationToken);
        try
        {
            return await answer.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            _answers.TryRemove(key, out _);
        }
    }

    /// <summary>Ends the stream.</summary>
    public void Close() => _toWorker.Writer.TryComplete();

    public override async Task EventStream(
        IAsyncStreamReader<StreamingMessage> requestStream, IServerStreamWriter<StreamingMessage> responseStream, ServerCallContext context)
    {
        var reading = ReadAsync(requestStream, context.CancellationToken);
        await foreach (var message in _toWorker.Reader.ReadAllAsync(context.CancellationToken))
        {
            await responseStream.WriteAsync(message, context.CancellationToken);
        }

        await reading;
    }

    private async Task ReadAsync(IAsyncStreamReader<StreamingMessage> stream, CancellationToken cancellationToken)
    {
        await foreach (var message in stream.ReadAllAsync(cancellationToken))
        {
            switch (message.ContentCase)
            {
                case StreamingMessage.ContentOneofCase.StartStream:
                    _connected.TrySetResult();
                    break;
                case StreamingMessage.ContentOneofCase.RpcLog:
                    lock (_log)
                    {
                        _log.AppendLine(
                            $"{message.RpcLog.Category}: {message.RpcLog.Message} {message.RpcLog.Exception?.Message} {message.RpcLog.Exception?.StackTrace}");
                        if (_answers.ContainsKey(message.RpcLog.InvocationId))
                        {
                            _shown.AppendLine(message.RpcLog.Message);
                        }
                    }

                    break;
                default:
                    var key = message.ContentCase switch
                    {
                        StreamingMessage.ContentOneofCase.InvocationResponse => message.InvocationResponse.InvocationId,
                        StreamingMessage.ContentOneofCase.FunctionLoadResponse => message.FunctionLoadResponse.FunctionId,
                        _ => message.RequestId,
                    };
                    if (_answers.TryGetValue(key, out var waiting))
                    {
                        waiting.TrySetResult(message);
                    }

                    break;
            }
        }
    }
}
