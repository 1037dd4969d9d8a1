namespace Backtest.Http;

/// <summary>How fast a body comes, over its last second or so.</summary>
/// <param name="clock">The time.</param>
internal sealed class BodyPace(TimeProvider clock)
{
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(1);

    private long _since = clock.GetTimestamp();
    private long _bytes;
    private double _before = double.PositiveInfinity;

    /// <summary>Bytes a second; infinite before the first second is over.</summary>
    public double BytesPerSecond =>
        clock.GetElapsedTime(_since) is var elapsed && elapsed >= Span ? _bytes / elapsed.TotalSeconds : _before;

    /// <summary>Counts bytes that came.</summary>
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
