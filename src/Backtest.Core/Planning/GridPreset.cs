using System.Text.Json.Serialization;

namespace Backtest.Core.Planning;

/// <summary>The trials of a grid that says <c>auto</c> or has no block of any model family.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GridPreset>))]
public enum GridPreset
{
    /// <summary>The blocks that suit the series; see <see cref="DefaultGrid"/>.</summary>
    [JsonStringEnumMemberName("default")]
    Default,

    /// <summary>
    /// The median of four automatic models: ETS, ARIMA, CES and the dynamic optimised Theta model (Petropoulos and Svetunkov, 2020,
    /// "A simple combination of univariate models", International Journal of Forecasting 36, 110-115).
    /// </summary>
    [JsonStringEnumMemberName("scum")]
    Scum,
}
