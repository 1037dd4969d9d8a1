using Azure.Storage.Blobs;
using Backtest.Core.Problems;
using Backtest.Storage;

namespace Backtest.Commands;

/// <summary>Opens the storage that a command line or a setting names.</summary>
public static class StorageArgument
{
    private const string FolderPrefix = "folder:";

    /// <summary>Opens a folder, or the storage account of a connection string.</summary>
    /// <param name="value"><c>folder:{path}</c>, or a connection string such as <c>UseDevelopmentStorage=true</c>.</param>
    public static IBlobStore Open(string value) => value.StartsWith(FolderPrefix, StringComparison.OrdinalIgnoreCase)
        ? new FolderBlobStore(value[FolderPrefix.Length..])
        : new AzureBlobStore(new BlobServiceClient(value));

    /// <summary>Opens the storage in <c>--storage</c> or, without it, a folder of results.</summary>
    /// <param name="value">As above; null if the option is missing.</param>
    /// <param name="results">The folder.</param>
    /// <exception cref="InputException">There is no such folder.</exception>
    internal static IBlobStore Open(string? value, DirectoryInfo results) => value is not null ? Open(value)
        : results.Exists ? new FolderBlobStore(results.FullName)
        : throw new InputException(
            "There is no such folder.", results.Name, "Give the folder of a backtest run with --out, or a storage with --storage.");
}
