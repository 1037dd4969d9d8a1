using System.Text.Json;
using Backtest.Functions.Tests.Standin.Protocol;

namespace Backtest.Functions.Tests.Standin;

/// <summary>A function that failed, as its worker told of it.</summary>
/// <param name="function">Its name.</param>
/// <param name="failure">What the worker told.</param>
internal sealed class FunctionFailedException(
    string function, RpcException failure) : Exception($"{function} failed: {failure.Message}\n{failure.StackTrace}")
{
    /// <summary>
    /// The message of an activity's failure where it is of a type; what the host's extension for durable tasks reads, and hands to the
    /// orchestration.
    /// </summary>
    public string? MessageOf(Type type)
    {
        using var details = JsonDocument.Parse(failure.Message);
        return details.RootElement.GetProperty("errorType").GetString() == type.FullName
            ? details.RootElement.GetProperty("errorMessage").GetString()
            : null;
    }
}
