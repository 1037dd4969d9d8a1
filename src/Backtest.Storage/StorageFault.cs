using Azure;

namespace Backtest.Storage;

/// <summary>Distinguishes temporary failures of the storage from faults of the software or its data.</summary>
public static class StorageFault
{
    /// <summary>Whether an exception means that the storage cannot be reached, answers with an error, is full, or denies access.</summary>
    /// <param name="problem">An exception that is not a cancellation by the caller.</param>
    public static bool Is(Exception problem) => problem switch
    {
        RequestFailedException or IOException or UnauthorizedAccessException or TimeoutException or HttpRequestException => true,

        // Azure's client throws it if an answer takes too long.
        OperationCanceledException => true,
        AggregateException several => several.InnerExceptions.All(Is),
        _ => false,
    };
}
