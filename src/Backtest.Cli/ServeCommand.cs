using System.CommandLine;
using System.Net.Sockets;
using Backtest.Cli.Hosting;
using Backtest.Commands;
using Backtest.Commands.Help;
using Backtest.Core.Problems;
using Backtest.Storage;
using Microsoft.AspNetCore.Connections;

namespace Backtest.Cli;

/// <summary><c>backtest serve</c>: watches the uploads and answers the HTTP routes.</summary>
internal static class ServeCommand
{
    private static readonly TimeSpan StoragePatience = TimeSpan.FromSeconds(3);

    public static Command Create()
    {
        var storage = new Option<string>("--storage")
        {
            Description = "A storage connection string, or folder:{path}. Default: the environment variable "
                + "AzureWebJobsStorage, or else the local emulator.",
            DefaultValueFactory = _ => Environment.GetEnvironmentVariable("AzureWebJobsStorage") is { Length: > 0 } value
                ? value
                : "UseDevelopmentStorage=true",
        };
        var url = new Option<string>("--urls")
        {
            Description = "Addresses to listen on, separated by semicolons.",
            DefaultValueFactory = _ => ListeningAddresses.Default
        };
        var key = new Option<string?>("--key")
        {
            Description = $"Key of at least {ListeningAddresses.MinKeyLength} characters, which requests send as x-functions-key. "
                + "Required unless all addresses are loopback addresses. Default: the environment variable BACKTEST_KEY.",
            DefaultValueFactory = _ => Environment.GetEnvironmentVariable("BACKTEST_KEY"),
        };
        var command = new ExampledCommand(
            "serve",
            "Watch the uploads of a storage account, backtest them and answer over HTTP.",
            ("backtest serve --storage folder:./data", "uploads and results in a folder"),
            ("backtest serve", "with the storage in the environment, or the emulator"),
            ("backtest serve --urls http://0.0.0.0:80 --key \"$KEY\"", "for other machines, which must send the key"))
        {
            storage,
            url,
            key,
        };
        command.SetAction((parsed, cancellationToken) => Outcome.OfAsync(
            () => ServeAsync(parsed.GetRequiredValue(storage), parsed.GetRequiredValue(url), parsed.GetValue(key), cancellationToken),
            "Interrupted runs continue at the next start."));
        return command;
    }

    private static async Task ServeAsync(string storage, string urls, string? key, CancellationToken cancellationToken)
    {
        var store = StorageArgument.Open(storage);
        await using var app = EmbeddedHost.Create(store, urls, key);
        await RequireVersionAsync(store, cancellationToken);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException problem) when (problem.InnerException is AddressInUseException)
        {
            throw new InputException($"Another program already listens on {urls}.", "--urls", "Give another address, or end that program.");
        }
        catch (SocketException)
        {
            throw new InputException(
                $"The host cannot listen on {urls}.", "--urls", "Give an address of this machine, and a port that you may use.");
        }

        await app.WaitForShutdownAsync(cancellationToken);
    }

    // A storage that cannot be reached may become available while the host waits. One that refuses the version of the program will not.
    private static async Task RequireVersionAsync(IBlobStore store, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(StoragePatience);
        try
        {
            await store.FindAsync(BlobLayout.Probe, patience.Token).WaitAsync(patience.Token);
        }
        catch (Exception problem) when (problem is not StorageVersionException && StorageFault.Is(problem))
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }
}
