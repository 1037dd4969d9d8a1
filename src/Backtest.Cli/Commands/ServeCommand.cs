using System.CommandLine;
using System.Net;
using Backtest.Cli.Hosting;

namespace Backtest.Cli.Commands;

/// <summary><c>backtest serve</c>: watches the uploads and answers the HTTP routes.</summary>
internal static class ServeCommand
{
    private const string DefaultUrl = "http://127.0.0.1:7071";

    public static Command Create()
    {
        var storage = CommonOptions.Storage();
        var url = new Option<string>("--urls") { Description = "Address to listen on.", DefaultValueFactory = _ => DefaultUrl };
        var key = new Option<string?>("--key")
        {
            Description = "Key that requests must carry as x-functions-key; needed unless the address is a loopback one. BACKTEST_KEY of the environment, if not given.",
            DefaultValueFactory = _ => Environment.GetEnvironmentVariable("BACKTEST_KEY"),
        };
        var command = new Command("serve", "Watch the uploads of a storage account, backtest them and answer over HTTP.") { storage, url, key };
        command.SetAction((parsed, cancellationToken) => ServeAsync(
            parsed.GetRequiredValue(storage), parsed.GetRequiredValue(url), parsed.GetValue(key), cancellationToken));
        return command;
    }

    private static async Task<int> ServeAsync(string storage, string urls, string? key, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(key) && urls.Split(';').Any(url => !IsLoopback(url)))
        {
            await Console.Error.WriteLineAsync($"{urls} can be reached from other machines. Give a key with --key or BACKTEST_KEY, or listen on {DefaultUrl}.");
            return ExitCode.BadInput;
        }

        await using var app = EmbeddedHost.Create(StorageArgument.Open(storage), urls, key);
        await app.RunAsync(cancellationToken);
        return ExitCode.Success;
    }

    private static bool IsLoopback(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address)
        && (address.Host == "localhost" || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip)));
}
