using Backtest.Core.Models;
using Backtest.Core.Planning;
using Backtest.Core.Series;

namespace Backtest.Bench.Accuracy;

/// <summary>A series whose last values are to be forecast from the earlier ones.</summary>
/// <param name="Name">Its name.</param>
/// <param name="SeasonLength">Season length m in observations, 1 for none.</param>
/// <param name="Train">The values that methods may see, in time order.</param>
/// <param name="Test">The values after it, which they forecast.</param>
internal sealed record ForecastCase(string Name, int SeasonLength, double[] Train, double[] Test)
{
    /// <summary>The step between values, from which the platform derives the seasons; null to use the season length alone.</summary>
    public TimeSpacing? Spacing { get; init; }

    /// <summary>The networks that it shares with other series; null if it is forecast alone.</summary>
    public PanelPart? Panel { get; init; }

    /// <summary>All values, with the test part.</summary>
    public TimeSeries Series => new(Name, [.. Train, .. Test], Spacing: Spacing);

    /// <summary>The default grid, with the test part held out.</summary>
    public Grid Grid => new()
    {
        Horizon = Test.Length,
        TestLength = Test.Length,
        SeasonLength = Spacing is null ? SeasonLength : null,
    };

    /// <summary>Forecasts by other software, by the method's name.</summary>
    public IReadOnlyDictionary<string, Forecast> Known { get; init; } = new Dictionary<string, Forecast>();

    /// <summary>
    /// The scale of MASE and MSIS: the training part's mean |y(t) - y(t - m)|; NaN if it has no such difference.
    /// </summary>
    public double Scale => Train.Length > SeasonLength
        ? Enumerable.Range(SeasonLength, Train.Length - SeasonLength).Average(t => Math.Abs(Train[t] - Train[t - SeasonLength]))
        : double.NaN;

    /// <summary>Why M4's measures cannot score forecasts of the series; null if they can.</summary>
    public string? Flaw =>
        Train.Concat(Test).Any(double.IsNaN) ? "It has missing values."
        : Test.Length == 0 || Train.Length <= SeasonLength
            ? $"It has {Train.Length} values to learn from and {Test.Length} to forecast; the first are to be more than a season of "
                + $"{SeasonLength}, and the others at least 1."
        : Scale == 0 ? "Its training part repeats itself from season to season, and MASE divides by the change."
        : null;
}
