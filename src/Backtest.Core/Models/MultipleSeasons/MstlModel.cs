using System.Text.Json.Serialization;
using Backtest.Core.Models.Arima;
using Backtest.Core.Models.ComplexSmoothing;
using Backtest.Core.Models.ExponentialSmoothing;
using Backtest.Core.Models.Theta;
using Backtest.Core.Problems;

namespace Backtest.Core.Models.MultipleSeasons;

/// <summary>A fitted model of a series without its seasons. The seasons are those of the history from which it forecasts.</summary>
public sealed record MstlModel : IFittedModel
{
    /// <summary>What was asked for.</summary>
    [JsonPropertyName("spec")]
    public required MstlSpec Spec { get; init; }

    /// <summary>The season lengths that are taken out, shortest first.</summary>
    [JsonPropertyName("seasonLengths")]
    public required IReadOnlyList<int> SeasonLengths { get; init; }

    /// <summary>The model of the adjusted series where it is exponential smoothing.</summary>
    [JsonPropertyName("ets")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public EtsModel? Ets { get; init; }

    /// <summary>The same where it is an average of exponential smoothing models.</summary>
    [JsonPropertyName("etsAverage")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public EtsAverage? EtsAverage { get; init; }

    /// <summary>The same where it is an ARIMA model.</summary>
    [JsonPropertyName("arima")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ArimaModel? Arima { get; init; }

    /// <summary>The same where it is a standard Theta model.</summary>
    [JsonPropertyName("theta")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ThetaModel? Theta { get; init; }

    /// <summary>The same where it is a Theta model of two lines.</summary>
    [JsonPropertyName("thetaLines")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ThetaLinesModel? ThetaLines { get; init; }

    /// <summary>The same where it is complex exponential smoothing.</summary>
    [JsonPropertyName("ces")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CesModel? Ces { get; init; }

    /// <inheritdoc/>
    [JsonPropertyName("warnings")]
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The model of the adjusted series.</summary>
    [JsonIgnore]
    internal IFittedModel Adjusted => (IFittedModel?)Ets ?? (IFittedModel?)EtsAverage ?? (IFittedModel?)Arima
        ?? (IFittedModel?)Theta ?? (IFittedModel?)ThetaLines ?? Ces!;

    /// <inheritdoc/>
    /// <remarks>
    /// The sum of the forecast of the adjusted series and of each season as it was when it last came. Bounds are those of the adjusted
    /// series, moved by the seasons: that these are estimates widens nothing. Under a Box-Cox transformation points are medians.
    /// </remarks>
    /// <exception cref="FitException">The history has no more than two of a season, or cannot be transformed.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The horizon or a level is out of its range.</exception>
    public Forecast Forecast(History history, int horizon, ReadOnlySpan<double> levels)
    {
        var parts = SeasonalParts.Of(history.Values, SeasonLengths, Spec.Lambda);
        var forecast = Adjusted.Forecast(parts.Adjusted, horizon, levels);
        double[] Restore(double[] values) => [.. values.Select((value, h) => Original(value + parts.Ahead(h)))];
        return new Forecast(
            Restore(forecast.Point),
            [.. forecast.Intervals.Select(interval =>
                interval with { Lower = Restore(interval.Lower), Upper = Restore(interval.Upper) })]);
    }

    /// <inheritdoc/>
    /// <remarks>They are the adjusted series'. Its seasons come from the whole history.</remarks>
    /// <exception cref="FitException">As for <see cref="Forecast"/>.</exception>
    public double[] Residuals(History history) =>
        Adjusted.Residuals(SeasonalParts.Of(history.Values, SeasonLengths, Spec.Lambda).Adjusted);

    private double Original(double value) => Spec.Lambda is { } lambda ? BoxCox.Invert(value, lambda) : value;
}
