using System.Text.Json.Serialization;

namespace Backtest.Core.Models.ExponentialSmoothing;

/// <summary>
/// The exponential smoothing methods as innovations state space models, named by their errors (additive or multiplicative), trend
/// (none, additive, additive damped) and season (none, additive, multiplicative), as ETS(error, trend, season) in Hyndman,
/// Koehler, Ord and Snyder, Forecasting with Exponential Smoothing (2008), chapter 2.
/// </summary>
/// <remarks>Multiplicative trends are left out: their forecasts are poor, and R's <c>ets</c> does not try them either.</remarks>
[JsonConverter(typeof(JsonStringEnumConverter<EtsForm>))]
public enum EtsForm
{
    /// <summary>The form with the smallest AICc among those that suit the series; see <see cref="EtsFitter"/>.</summary>
    [JsonStringEnumMemberName("auto")]
    Auto,

    /// <summary>All forms that suit the series, averaged; see <see cref="EtsAverage"/>.</summary>
    [JsonStringEnumMemberName("average")]
    Average,

    /// <summary>Simple exponential smoothing.</summary>
    ANN,

    /// <summary>Holt's linear trend.</summary>
    AAN,

    /// <summary>Holt's trend, damped.</summary>
    AAdN,

    /// <summary>Additive season without a trend.</summary>
    ANA,

    /// <summary>Additive Holt-Winters.</summary>
    AAA,

    /// <summary>Additive Holt-Winters, damped.</summary>
    AAdA,

    /// <summary>Multiplicative season without a trend, additive errors.</summary>
    ANM,

    /// <summary>Multiplicative Holt-Winters with additive errors.</summary>
    AAM,

    /// <summary>Multiplicative Holt-Winters with additive errors, damped.</summary>
    AAdM,

    /// <summary>Simple exponential smoothing with multiplicative errors.</summary>
    MNN,

    /// <summary>Holt's linear trend with multiplicative errors.</summary>
    MAN,

    /// <summary>Holt's trend with multiplicative errors, damped.</summary>
    MAdN,

    /// <summary>Additive season without a trend, multiplicative errors.</summary>
    MNA,

    /// <summary>Additive Holt-Winters with multiplicative errors.</summary>
    MAA,

    /// <summary>Additive Holt-Winters with multiplicative errors, damped.</summary>
    MAdA,

    /// <summary>Multiplicative season without a trend, multiplicative errors.</summary>
    MNM,

    /// <summary>Multiplicative Holt-Winters with multiplicative errors.</summary>
    MAM,

    /// <summary>Multiplicative Holt-Winters with multiplicative errors, damped.</summary>
    MAdM,
}
