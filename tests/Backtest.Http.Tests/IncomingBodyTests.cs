using Backtest.Core.Problems;
using Backtest.Runs;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Backtest.Http.Tests;

/// <summary>The least rate of bodies, by a clock that the body itself advances.</summary>
public sealed class IncomingBodyTests
{
    private static readonly BacktestOptions Options =
        new() { MaxUploadBytes = 1_000_000, MinBodyBytesPerSecond = 1_000, MaxBodySeconds = 60 };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(100, 600, 100)]
    [InlineData(20_000, 600, 6_000)]
    [InlineData(20_000, 999, 9_990)]
    [InlineData(20_000, 1_200, 20_000)]
    [InlineData(60_000, 1_200, 60_000)]
    [InlineData(80_000, 1_200, 72_000)]
    [InlineData(1_000_000, 20_000, 1_000_000)]
    [InlineData(1_000_000, 10_000, 600_000)]
    public async Task A_body_is_read_as_far_as_it_keeps_rate_and_time(int bytes, int bytesPerSecond, int read)
    {
        var body = new PacedBody(bytes, _ => bytesPerSecond, 1);

        var refusal = await ReadAsync(body, Stop);

        // Bytes that arrive in the second after the limit are not accepted.
        Assert.Equal(read < bytes ? read - bytesPerSecond : bytes, body.Given);
        Assert.Equal(read < bytes, refusal is not null);
    }

    [Theory]
    [InlineData(9, true)]
    [InlineData(11, false)]
    public async Task A_pause_below_ten_seconds_is_allowed(int seconds, bool isRead)
    {
        // A second's worth at a time, all ten at the beginning of the pause.
        var body = new PacedBody(40_000, _ => 10_000, seconds);

        Assert.Equal(isRead, await ReadAsync(body, Stop) is null);
    }

    [Fact]
    public async Task A_body_that_begins_fast_has_to_go_on_so()
    {
        // On average it arrives at more than ten times the least rate.
        var body = new PacedBody(500_000, given => given < 400_000 ? 100_000 : 600, 1);

        Assert.Equal(StatusCodes.Status408RequestTimeout, await ReadAsync(body, Stop));
    }

    [Fact]
    public async Task What_breaks_off_is_the_clients_fault()
    {
        var body = new PacedBody(5_000, _ => 1_000, 0) { Fault = new BadHttpRequestException("Bad chunk.") };

        var problem = await Assert.ThrowsAsync<InputException>(() => ReadAsync(body, Stop));

        Assert.Equal("body", problem.Problem.Where);
        Assert.False(problem.IsTooLarge);
    }

    [Fact]
    public async Task A_client_that_goes_away_is_no_slow_one()
    {
        using var gone = new CancellationTokenSource();
        var body = new PacedBody(5_000, _ => 1_000, 1) { Leave = gone };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ReadAsync(body, gone.Token));
    }

    // The status of the refusal; null if the whole body was read.
    private static async Task<int?> ReadAsync(PacedBody body, CancellationToken cancellationToken)
    {
        using var place = new BodyRoom(Options, body.Clock).Enter();
        var request = new DefaultHttpContext { Request = { Body = body } }.Request;
        try
        {
            var content = await UploadBody.ReadAsync(request, place, Options.MaxUploadBytes, "file", cancellationToken);
            Assert.Equal(body.Given, content.Length);
            return null;
        }
        catch (RefusedException refusal)
        {
            await using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
            var context = new DefaultHttpContext { RequestServices = services };
            await refusal.Answer.ExecuteAsync(context);
            return context.Response.StatusCode;
        }
    }

    // Delivers a number of bytes at a time, depending on the bytes so far, after a number of seconds.
    private sealed class PacedBody(int bytes, Func<int, int> portion, int seconds) : MemoryStream
    {
        private int _here;

        public FakeTimeProvider Clock { get; } = new();

        public int Given { get; private set; }

        public Exception? Fault { get; init; }

        public CancellationTokenSource? Leave { get; init; }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            // Bytes that do not fit into the reader's buffer are available immediately at the next read.
            if (_here == 0 && Given < bytes)
            {
                _here = Math.Min(portion(Given), bytes - Given);
                Clock.Advance(TimeSpan.FromSeconds(seconds));
            }

            var count = Math.Min(_here, buffer.Length);

            if (Given >= bytes / 2)
            {
                if (Leave is not null)
                {
                    await Leave.CancelAsync();
                }

                if (Fault is not null)
                {
                    throw Fault;
                }
            }

            cancellationToken.ThrowIfCancellationRequested();
            Given += count;
            _here -= count;
            return count;
        }
    }
}
