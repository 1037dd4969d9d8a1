using System.Net;
using System.Net.Sockets;

namespace Backtest.Engineering;

/// <summary>Loopback ports.</summary>
public static class Ports
{
    /// <summary>The preferred port if it is free, else any free one.</summary>
    public static int Free(int preferred)
    {
        foreach (var port in new[] { preferred, 0 })
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException)
            {
                // Taken; the next choice is any free port.
            }
        }

        throw new SetupException("No loopback port is free.");
    }

    /// <summary>Whether something accepts connections on a port.</summary>
    public static async Task<bool> AnswersAsync(int port, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
