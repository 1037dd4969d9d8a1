using System.Text.Json;
using Backtest.Functions.Tests.Standin.Protocol;

namespace Backtest.Functions.Tests.Standin;

/// <summary>A function that failed, as reported by its worker.</summary>
/// <param name="function">Its name.</param>
/// <param name="failure">The worker's report.</param>
internal sealed class FunctionFailedException(
    string function, RpcException failure) : Exception($"{function} failed: {failure.Message}\n{failure.StackTrace}")
{
    /// <summary>
    /// The message of an activity's failure if it is of a type; the host's extension for durable tasks reads it and passes it to the
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
