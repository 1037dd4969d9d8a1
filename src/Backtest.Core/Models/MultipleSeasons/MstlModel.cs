using System.Text.Json.Serialization;
using Backtest.Core.Models.Arima;
using Backtest.Core.Models.Baselines;
using Backtest.Core.Models.ComplexSmoothing;
using Backtest.Core.Models.ExponentialSmoothing;
using Backtest.Core.Models.Theta;
using Backtest.Core.Problems;

namespace Backtest.Core.Models.MultipleSeasons;

/// <summary>A fitted model of a series without its seasons, which come from the history to forecast from.</summary>
public sealed record MstlModel : IFittedModel
{
    /// <summary>The requested model.</summary>
    [JsonPropertyName("spec")]
    public required MstlSpec Spec { get; init; }

    /// <summary>Lengths of the removed seasons, shortest first.</summary>
    [JsonPropertyName("seasonLengths")]
    public required IReadOnlyList<int> SeasonLengths { get; init; }

    /// <summary>The model of the adjusted series, if it is exponential smoothing.</summary>
    [JsonPropertyName("ets")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public EtsModel? Ets { get; init; }

    /// <summary>The model of the adjusted series, if it is an average of exponential smoothing models.</summary>
    [JsonPropertyName("etsAverage")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public EtsAverage? EtsAverage { get; init; }

    /// <summary>The model of the adjusted series, if it is an ARIMA model.</summary>
    [JsonPropertyName("arima")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ArimaModel? Arima { get; init; }

    /// <summary>The model of the adjusted series, if it is a standard Theta model.</summary>
    [JsonPropertyName("theta")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ThetaModel? Theta { get; init; }

    /// <summary>The model of the adjusted series, if it is a Theta model of two lines.</summary>
    [JsonPropertyName("thetaLines")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ThetaLinesModel? ThetaLines { get; init; }

    /// <summary>The model of the adjusted series, if it is complex exponential smoothing.</summary>
    [JsonPropertyName("ces")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CesModel? Ces { get; init; }

    /// <summary>The model of the adjusted series, if it is a baseline.</summary>
    [JsonPropertyName("baseline")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BaselineModel? Baseline { get; init; }

    /// <summary>The model of the adjusted series, if it is an LSTM, whose weights are not part of the JSON.</summary>
    [JsonIgnore]
    public IFittedModel? Lstm { get; init; }

    /// <inheritdoc/>
    [JsonPropertyName("warnings")]
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The model of the adjusted series.</summary>
    [JsonIgnore]
    internal IFittedModel Adjusted => (IFittedModel?)Ets ?? (IFittedModel?)EtsAverage ?? (IFittedModel?)Arima
        ?? (IFittedModel?)Theta ?? (IFittedModel?)ThetaLines ?? (IFittedModel?)Ces ?? Baseline ?? Lstm!;

    /// <inheritdoc/>
    /// <remarks>
    /// The sum of the forecast of the adjusted series and the last cycle of each season. Bounds are those of the adjusted series, shifted
    /// by the seasons; they ignore that the seasons are estimates. Under a Box-Cox transformation, points are medians.
    /// </remarks>
    /// <exception cref="FitException">The history is not longer than two seasons, or cannot be transformed.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The horizon or a level is out of its range.</exception>
    public Forecast Forecast(History history, int horizon, ReadOnlySpan<double> levels)
    {
        var parts = SeasonalParts.Of(history.Values, SeasonLengths, Spec.Lambda);
        var forecast = Adjusted.Forecast(parts.Adjusted, horizon, levels);
        double[] Restore(double[] values) => [.. values.Select((value, h) => Original(value + parts.Ahead(h)))];
        return forecast with
        {
            Point = Restore(forecast.Point),
            Intervals =
            [
                .. forecast.Intervals.Select(interval =>
                    interval with { Lower = Restore(interval.Lower), Upper = Restore(interval.Upper) }),
            ],
        };
    }

    /// <inheritdoc/>
    /// <remarks>They are those of the adjusted series. Its seasons come from the whole history.</remarks>
    /// <exception cref="FitException">As for <see cref="Forecast"/>.</exception>
    public double[] Residuals(History history) =>
        Adjusted.Residuals(SeasonalParts.Of(history.Values, SeasonLengths, Spec.Lambda).Adjusted);

    private double Original(double value) => Spec.Lambda is { } lambda ? BoxCox.Invert(value, lambda) : value;
}
