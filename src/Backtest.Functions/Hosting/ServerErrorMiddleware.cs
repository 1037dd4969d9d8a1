using Backtest.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;

namespace Backtest.Functions.Hosting;

/// <summary>Answers a failure of an HTTP function with a problem, as the embedded host does.</summary>
internal sealed partial class ServerErrorMiddleware(ILogger<ServerErrorMiddleware> logger) : IFunctionsWorkerMiddleware
{
    /// <summary>Whether a function answers HTTP.</summary>
    public static bool Applies(FunctionContext context) =>
        context.FunctionDefinition.InputBindings.Values.Any(binding => binding.Type == "httpTrigger");

    /// <inheritdoc/>
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is not OperationCanceledException
            && context.GetHttpContext() is { Response.HasStarted: false } http)
        {
            LogFault(fault, context.FunctionDefinition.Name);
            await ServerError.AnswerAsync(http, fault).ConfigureAwait(false);
        }
    }

    [LoggerMessage(LogLevel.Error, "The function {Function} hit an unexpected error")]
    private partial void LogFault(Exception fault, string function);
}
