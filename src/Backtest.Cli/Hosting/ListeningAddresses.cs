using System.Net;
using Backtest.Core.Problems;

namespace Backtest.Cli.Hosting;

/// <summary>
/// The addresses on which the embedded host listens. They are read like Kestrel does: a host name that is neither an IP address nor
/// localhost means every address of the machine.
/// </summary>
internal static class ListeningAddresses
{
    /// <summary>The default address.</summary>
    public const string Default = "http://127.0.0.1:7071";

    /// <summary>Minimum length of a key: 8 random bytes in hexadecimal digits.</summary>
    public const int MinKeyLength = 16;

    private const string Where = "--urls";

    /// <summary>Reads addresses, and refuses those that other machines could reach without a key.</summary>
    /// <param name="urls">Addresses, separated by semicolons.</param>
    /// <param name="key">Key that requests must carry; null or empty for none.</param>
    /// <param name="configuration">The configuration of the host.</param>
    /// <exception cref="InputException">
    /// An address is not valid, the key is too short or missing, or the configuration has other addresses.
    /// </exception>
    public static IReadOnlyList<BindingAddress> Read(string urls, string? key, IConfiguration configuration)
    {
        if (configuration.GetSection("Kestrel:Endpoints").GetChildren().FirstOrDefault() is { } endpoint)
        {
            throw new InputException(
                "The host does not accept addresses from the server configuration.",
                endpoint.Path.Replace(ConfigurationPath.KeyDelimiter, "__", StringComparison.Ordinal),
                $"Remove it, and give the addresses with {Where}.");
        }

        if (key is { Length: > 0 and < MinKeyLength })
        {
            throw new InputException(
                $"The key has {key.Length} characters.",
                "--key",
                $"Give a key of at least {MinKeyLength} characters with --key or BACKTEST_KEY, for example from openssl rand -hex 16.");
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
            // Not an address.
        }

        throw new InputException(
            $"'{url}' is not an address to listen on.", Where, $"Give http:// with a host and a port, such as {Default}.");
    }

    private static bool IsLoopback(BindingAddress address) =>
        address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(address.Host, out var ip) && IPAddress.IsLoopback(ip));
}
