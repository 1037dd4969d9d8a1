using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Backtest.Testing.Contract;

/// <summary>A raw request, to send bytes that an HTTP client would not.</summary>
public sealed class RawRequest : IDisposable
{
    private const string EndOfHead = "\r\n\r\n";
    private const string EndOfChunks = "0\r\n\r\n";

    private readonly TcpClient _line = new() { NoDelay = true };

    private RawRequest()
    {
    }

    /// <summary>Opens a connection, and sends the head of a request.</summary>
    /// <param name="host">Address of the host.</param>
    /// <param name="request">Method and path.</param>
    /// <param name="headers">Headers besides Host.</param>
    /// <param name="cancellationToken">Stops the sending.</param>
    /// <param name="name">Value of the header Host; the address by default.</param>
    public static async Task<RawRequest> SendAsync(
        Uri host, string request, IEnumerable<string> headers, CancellationToken cancellationToken, string? name = null)
    {
        var raw = new RawRequest();
        await raw._line.ConnectAsync(host.Host, host.Port, cancellationToken);
        await raw.SendAsync(
            string.Join("\r\n", [$"{request} HTTP/1.1", $"Host: {name ?? host.Authority}", .. headers, "", ""]), cancellationToken);
        return raw;
    }

    /// <summary>Sends more bytes of it.</summary>
    public async Task SendAsync(string text, CancellationToken cancellationToken) =>
        await _line.GetStream().WriteAsync(Encoding.Latin1.GetBytes(text), cancellationToken);

    /// <summary>Sends a text repeatedly, until the host closes the connection or the request is cancelled.</summary>
    /// <returns>Number of bytes sent.</returns>
    public async Task<long> RepeatAsync(string text, TimeSpan pause, CancellationToken cancellationToken)
    {
        var sent = 0L;
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                await SendAsync(text, cancellationToken);
                sent += text.Length;
                await Task.Delay(pause, cancellationToken);
            }
        }
        catch (Exception end) when (end is IOException or OperationCanceledException)
        {
            // The answer decides which of them it is.
        }

        return sent;
    }

    /// <summary>Reads the answer: status, head and body.</summary>
    public async Task<(int Status, string Head, string Body)> AnswerAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience.Limit);
        var text = "";
        var buffer = new byte[4096];
        while (!IsWhole(text))
        {
            var count = await _line.GetStream().ReadAsync(buffer, limit.Token);
            if (count == 0)
            {
                break;
            }

            text += Encoding.Latin1.GetString(buffer, 0, count);
        }

        var end = text.IndexOf(EndOfHead, StringComparison.Ordinal);
        Assert.True(end > 0, $"The answer has no head: '{text}'.");
        return (int.Parse(text.Split(' ')[1], CultureInfo.InvariantCulture), text[..end], text[(end + EndOfHead.Length)..]);
    }

    public void Dispose() => _line.Dispose();

    private static bool IsWhole(string text)
    {
        var end = text.IndexOf(EndOfHead, StringComparison.Ordinal);
        if (end < 0)
        {
            return false;
        }

        var length = text[..end]
            .Split("\r\n")
            .FirstOrDefault(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        return length is null
            ? text.EndsWith(EndOfChunks, StringComparison.Ordinal)
            : text.Length - end - EndOfHead.Length >= int.Parse(length.Split(':')[1], CultureInfo.InvariantCulture);
    }
}
