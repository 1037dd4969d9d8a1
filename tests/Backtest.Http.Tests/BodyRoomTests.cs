using Backtest.Core.Series.Csv.Decoding;
using Backtest.Runs;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace Backtest.Http.Tests;

/// <summary>The memory shared by bodies: enough for four of the largest.</summary>
public sealed class BodyRoomTests
{
    private const int Largest = 1_000_000;

    private static readonly BacktestOptions Options = new() { MaxUploadBytes = Largest };

    private readonly FakeTimeProvider _clock = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Claims_take_no_room()
    {
        var room = new BodyRoom(Options, _clock);
        var slow = Enumerable.Range(0, 20).Select(_ => Begin(room, 10, claim: Largest)).ToList();
        await Task.WhenAll(slow.Select(body => body.Beginning));

        await WholeAsync(room, Largest);
        await WholeAsync(room, Largest);

        Assert.All(slow, body => Assert.False(body.Rest.IsCompleted));
        slow.ForEach(body => body.Dispose());
    }

    [Fact]
    public async Task More_bodies_than_fit_take_turns_and_all_come_to_their_end()
    {
        var room = new BodyRoom(Options, TimeProvider.System);
        var held = 0L;
        var most = 0L;

        await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(async () =>
        {
            using var place = room.Enter();
            using var body = place.Receive(Request(new MemoryStream(new byte[Largest]), null), Largest, "file");
            var buffer = new byte[10_000];
            while (await body.ReadAsync(buffer, Stop) is var count and > 0)
            {
                var now = Interlocked.Add(ref held, count);
                InterlockedMax(ref most, now);
                await Task.Yield();
            }

            Assert.Equal(Largest, place.Bytes);
            Interlocked.Add(ref held, -Largest);
        }, Stop)));

        Assert.InRange(most, Largest, 4 * Largest);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_000)]
    public async Task Bodies_that_have_filled_the_room_and_become_slow_give_way_to_one_that_needs_it(int thenBytesPerSecond)
    {
        var room = new BodyRoom(Options, _clock);
        var slow = Enumerable.Range(0, 4).Select(_ => Begin(room, Largest - 100_000, claim: Largest)).ToList();
        await Task.WhenAll(slow.Take(3).Select(body => body.Beginning));
        for (var second = 0; second < 3; second++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            slow.ForEach(body => body.Go(thenBytesPerSecond));
            await Task.Delay(20, Stop);
        }

        var next = WholeAsync(room, Largest);
        await UntilAsync(() => next.IsCompleted);

        await next;
        var refused = slow.Count(body => body.Rest.IsFaulted);
        Assert.InRange(refused, 1, 3);
        Assert.All(slow.Where(body => body.Rest.IsFaulted), body => Assert.IsType<RefusedException>(body.Rest.Exception!.InnerException));
        slow.ForEach(body => body.Dispose());
    }

    [Fact]
    public async Task Who_waits_for_those_that_work_is_told_to_come_again()
    {
        var room = new BodyRoom(Options, _clock);
        var working = new List<IDisposable>();
        for (var k = 0; k < 3; k++)
        {
            working.Add(await KeepAsync(room, Largest));
        }

        var next = WholeAsync(room, 10);
        await UntilAsync(() => next.IsCompleted);

        await Assert.ThrowsAsync<RefusedException>(() => next);
        working[1].Dispose();
        await WholeAsync(room, 10);
        working.ForEach(place => place.Dispose());
    }

    private async Task UntilAsync(Func<bool> condition)
    {
        for (var look = 0; look < 500 && !condition(); look++)
        {
            _clock.Advance(TimeSpan.FromSeconds(0.5));
            await Task.Delay(5, Stop);
        }
    }

    private static async Task WholeAsync(BodyRoom room, int bytes) => (await KeepAsync(room, bytes)).Dispose();

    // A body that has arrived, and is in use until it is disposed of.
    private static async Task<IDisposable> KeepAsync(BodyRoom room, int bytes)
    {
        var place = room.Enter();
        try
        {
            using var body = place.Receive(Request(new MemoryStream(new byte[bytes]), bytes), Largest, "file");
            await BoundedContent.ReadAsync(body, Largest, "file", bytes, Stop);
            return place;
        }
        catch
        {
            place.Dispose();
            throw;
        }
    }

    private static Stalling Begin(BodyRoom room, int bytes, long claim) => new(room, bytes, claim);

    private static HttpRequest Request(Stream body, long? length) =>
        new DefaultHttpContext { Request = { Body = body, ContentLength = length } }.Request;

    private static void InterlockedMax(ref long most, long value)
    {
        for (var seen = Interlocked.Read(ref most); value > seen; seen = Interlocked.Read(ref most))
        {
            Interlocked.CompareExchange(ref most, value, seen);
        }
    }

    // A body that delivers a part at once, and the rest when told to.
    private sealed class Stalling : IDisposable
    {
        private readonly System.IO.Pipelines.Pipe _pipe = new(new System.IO.Pipelines.PipeOptions(pauseWriterThreshold: 0));
        private readonly TaskCompletionSource _beginning = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Stalling(BodyRoom room, int bytes, long claim)
        {
            Go(bytes);
            Rest = ReadAsync(room, bytes, claim);
        }

        public Task Beginning => _beginning.Task;

        public Task Rest { get; }

        public void Go(int bytes)
        {
            _pipe.Writer.GetMemory(bytes + 1);
            _pipe.Writer.Advance(bytes);
            _ = _pipe.Writer.FlushAsync(Stop).AsTask();
        }

        public void Dispose() => _pipe.Writer.Complete();

        private async Task ReadAsync(BodyRoom room, int bytes, long claim)
        {
            using var place = room.Enter();
            using var body = place.Receive(Request(_pipe.Reader.AsStream(), claim), Largest, "file");
            var buffer = new byte[100_000];
            while (await body.ReadAsync(buffer, Stop) > 0)
            {
                if (place.Bytes >= bytes)
                {
                    _beginning.TrySetResult();
                }
            }
        }
    }
}
