using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Backtest.Engineering;

/// <summary>Loopback ports.</summary>
public static partial class Ports
{
    /// <summary>How long a program that listens may take to start, on a busy machine too.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>A free port. Another program may take it before it is used: programs that can choose one themselves get port 0.</summary>
    public static int Free() => TryBind(0) ?? throw new SetupException("No loopback port is free.");

    /// <summary>The preferred port if it is free, else 0, for which a program chooses a free one and prints it.</summary>
    internal static int OrAny(int preferred) => preferred > 0 && TryBind(preferred) is not null ? preferred : 0;

    /// <summary>The address that a program listens on, from its log; null if it ends or does not listen for too long.</summary>
    internal static async Task<Uri?> AddressAsync(Process process, StringBuilder log, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (!process.HasExited && Stopwatch.GetElapsedTime(started) < Patience)
        {
            lock (log)
            {
                if (ListeningPattern().Match(log.ToString()) is { Success: true } line)
                {
                    return new Uri(line.Groups["address"].Value);
                }
            }

            await Task.Delay(Pause, cancellationToken);
        }

        return null;
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

    private static int? TryBind(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    // As the host and the emulator write it.
    [GeneratedRegex(@"listen(s|ing) on:? (?<address>http://127\.0\.0\.1:[0-9]+)")]
    private static partial Regex ListeningPattern();
}
