namespace Backtest.Core.Evaluation;

/// <summary>
/// Rolling-origin evaluation (Tashman, 2000, International Journal of Forecasting 16, 437-450): the origin moves
/// forward, every forecast uses only values before it, and the hold-out lies after all windows.
/// </summary>
internal static class RollingOrigin
{
    /// <summary>The windows on which trials are ranked, oldest first; none reaches into the hold-out.</summary>
    /// <param name="length">Number of values of the series.</param>
    /// <param name="protocol">Horizon, windows, step, gap and hold-out.</param>
    /// <returns>Windows with at least one training value; fewer than requested if the series is too short.</returns>
    public static Window[] Windows(int length, BacktestProtocol protocol)
    {
        var windows = new List<Window>();
        for (var window = protocol.Windows - 1; window >= 0; window--)
        {
            var testEnd = length - protocol.TestLength - (window * protocol.Step);
            AddIfPossible(windows, testEnd - protocol.Horizon, testEnd, protocol);
        }

        return [.. windows];
    }

    /// <summary>The hold-out as successive origins, one horizon apart; the last window may be shorter.</summary>
    /// <param name="length">Number of values of the series.</param>
    /// <param name="protocol">Horizon, gap and hold-out.</param>
    public static Window[] HoldOut(int length, BacktestProtocol protocol)
    {
        var windows = new List<Window>();
        for (var start = length - protocol.TestLength; start < length; start += protocol.Horizon)
        {
            AddIfPossible(windows, start, Math.Min(start + protocol.Horizon, length), protocol);
        }

        return [.. windows];
    }

    /// <summary>Number of values that a series needs for every window to have this many training values.</summary>
    public static int RequiredLength(int trainingLength, BacktestProtocol protocol) =>
        trainingLength + protocol.Gap + protocol.Horizon + ((protocol.Windows - 1) * protocol.Step) + protocol.TestLength;

    private static void AddIfPossible(List<Window> windows, int testStart, int testEnd, BacktestProtocol protocol)
    {
        var trainingEnd = testStart - protocol.Gap;
        var trainingStart = protocol.TrainingLength is { } sliding ? Math.Max(0, trainingEnd - sliding) : 0;
        if (trainingEnd > trainingStart)
        {
            windows.Add(new Window(trainingStart, trainingEnd, testStart, testEnd));
        }
    }
}
