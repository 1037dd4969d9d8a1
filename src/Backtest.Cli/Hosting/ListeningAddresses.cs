using System.Net;
using Backtest.Core.Problems;

namespace Backtest.Cli.Hosting;

/// <summary>
/// Which addresses the embedded host listens on, and for whom. They are read as Kestrel reads them, for which a host that is no IP
/// address and not localhost is every address of the machine.
/// </summary>
internal static class ListeningAddresses
{
    /// <summary>Where the host listens unless it is told otherwise.</summary>
    public const string Default = "http://127.0.0.1:7071";

    /// <summary>Fewest characters of a key: as many as those of 8 random bytes in hexadecimal digits.</summary>
    public const int MinKeyLength = 16;

    private const string Where = "--urls";

    /// <summary>Reads addresses, and refuses what would let in others without a key.</summary>
    /// <param name="urls">Addresses, separated by semicolons.</param>
    /// <param name="key">Key that requests must carry; null or empty for none.</param>
    /// <param name="configuration">What else the host was given.</param>
    /// <exception cref="InputException">
    /// An address is none, the key is short or missing, or the configuration has addresses of its own.
    /// </exception>
    public static IReadOnlyList<BindingAddress> Read(string urls, string? key, IConfiguration configuration)
    {
        if (configuration.GetSection("Kestrel:Endpoints").GetChildren().FirstOrDefault() is { } endpoint)
        {
            throw new InputException(
                "The host takes no addresses from the configuration of the server.",
                endpoint.Path.Replace(ConfigurationPath.KeyDelimiter, "__", StringComparison.Ordinal),
                $"Remove it, and give the addresses with {Where}.");
        }

        if (key is { Length: > 0 and < MinKeyLength })
        {
            throw new InputException(
                $"The key has {key.Length} characters.",
                "--key",
                $"Give one of at least {MinKeyLength}, with --key or BACKTEST_KEY, such as openssl rand -hex 16 makes.");
        }

        var addresses = urls.Split(';', StringSplitOptions.TrimEntries).Select(Parse).ToList();
        return string.IsNullOrEmpty(key) && !addresses.All(IsLoopback)
            ? throw new InputException(
                $"{urls} can be reached from other machines.", Where, $"Give a key with --key or BACKTEST_KEY, or listen on {Default}.")
            : addresses;
    }

    private static BindingAddress Parse(string url)
    {
        try
        {
            if (BindingAddress.Parse(url) is { IsUnixPipe: false, IsNamedPipe: false, Scheme: "http", PathBase: "" } address)
            {
                return address;
            }
        }
        catch (FormatException)
        {
            // No address at all.
        }

        throw new InputException(
            $"'{url}' is not an address to listen on.", Where, $"Give http:// with a host and a port, such as {Default}.");
    }

    private static bool IsLoopback(BindingAddress address) =>
        address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(address.Host, out var ip) && IPAddress.IsLoopback(ip));
}
