using Azure;

namespace Backtest.Storage;

/// <summary>Tells failures of the storage, which pass, from faults of the software or its data, which stay.</summary>
public static class StorageFault
{
    /// <summary>Whether an exception says that the storage cannot be reached, answers with an error, is full or forbids access.</summary>
    /// <param name="problem">An exception that no cancellation of the caller's caused.</param>
    public static bool Is(Exception problem) => problem switch
    {
        RequestFailedException or IOException or UnauthorizedAccessException or TimeoutException or HttpRequestException => true,

        // Azure's client throws it where an answer took too long.
        OperationCanceledException => true,
        AggregateException several => several.InnerExceptions.All(Is),
        _ => false,
    };
}
