namespace Backtest.Http;

/// <summary>The speed of a body over about its last second.</summary>
/// <param name="clock">The time.</param>
internal sealed class BodyPace(TimeProvider clock)
{
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(1);

    private long _since = clock.GetTimestamp();
    private long _bytes;
    private double _before = double.PositiveInfinity;

    /// <summary>Bytes per second; infinite during the first second.</summary>
    public double BytesPerSecond =>
        clock.GetElapsedTime(_since) is var elapsed && elapsed >= Span ? _bytes / elapsed.TotalSeconds : _before;

    /// <summary>Counts bytes that have arrived.</summary>
    public void Add(int bytes)
    {
        _bytes += bytes;
        if (clock.GetElapsedTime(_since) >= Span)
        {
            _before = BytesPerSecond;
            Restart();
        }
    }

    /// <summary>Begins a new span, after a time in which no bytes were taken.</summary>
    public void Restart() => (_since, _bytes) = (clock.GetTimestamp(), 0);
}
