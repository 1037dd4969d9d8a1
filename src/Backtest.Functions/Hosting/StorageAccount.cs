using Azure.Core;
using Azure.Identity;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;

namespace Backtest.Functions.Hosting;

/// <summary>The storage account of the Functions host, found in the settings in the same way as the host does.</summary>
public static class StorageAccount
{
    private const string Setting = "AzureWebJobsStorage";

    /// <summary>Opens the account of <c>AzureWebJobsStorage</c>.</summary>
    /// <param name="settings">
    /// A connection string; or <c>AzureWebJobsStorage__blobServiceUri</c> (or <c>__accountName</c>) for the identity of the app or, with
    /// <c>__clientId</c>, a user-assigned identity.
    /// </param>
    /// <exception cref="InvalidOperationException">The settings name no account.</exception>
    public static BlobServiceClient Open(IConfiguration settings)
    {
        var section = settings.GetSection(Setting);
        if (section.Value is { Length: > 0 } connection)
        {
            return new BlobServiceClient(connection);
        }

        var address = section["blobServiceUri"]
            ?? (section["accountName"] is { Length: > 0 } account ? $"https://{account}.blob.core.windows.net" : null)
            ?? throw new InvalidOperationException(
                $"The settings name no storage account: set {Setting} to a connection string, or {Setting}__blobServiceUri for a managed "
                    + "identity.");
        return new BlobServiceClient(new Uri(address), Credential(settings));
    }

    /// <summary>The identity of the app; on a developer's machine, without a managed identity, the signed-in user.</summary>
    /// <param name="settings">The settings that name the account.</param>
    public static TokenCredential Credential(IConfiguration settings) => settings.GetSection(Setting)["clientId"] is { Length: > 0 } client
        ? new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(client))
        : new DefaultAzureCredential();
}
