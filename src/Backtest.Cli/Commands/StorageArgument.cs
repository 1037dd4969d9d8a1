using Azure.Storage.Blobs;
using Backtest.Service.Storage;

namespace Backtest.Cli.Commands;

/// <summary>Opens the storage that a command line or a setting names.</summary>
internal static class StorageArgument
{
    private const string FolderPrefix = "folder:";

    /// <summary>Opens a folder, or the storage account of a connection string.</summary>
    /// <param name="value"><c>folder:{path}</c>, or a connection string such as <c>UseDevelopmentStorage=true</c>.</param>
    public static IBlobStore Open(string value) => value.StartsWith(FolderPrefix, StringComparison.OrdinalIgnoreCase)
        ? new FolderBlobStore(value[FolderPrefix.Length..])
        : new AzureBlobStore(new BlobServiceClient(value));
}
