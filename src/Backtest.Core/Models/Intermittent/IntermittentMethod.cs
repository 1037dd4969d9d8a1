using System.Text.Json.Serialization;

namespace Backtest.Core.Models.Intermittent;

/// <summary>Methods for demand that is 0 most of the time.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<IntermittentMethod>))]
public enum IntermittentMethod
{
    /// <summary>
    /// Smoothed demand over the smoothed interval between demands (Croston, 1972, Operational Research Quarterly 23, 289-303).
    /// </summary>
    [JsonStringEnumMemberName("croston")]
    Croston,

    /// <summary>
    /// Croston's forecast without its bias of about half the smoothing parameter (Syntetos and Boylan, 2005, International Journal of
    /// Forecasting 21, 303-314).
    /// </summary>
    [JsonStringEnumMemberName("sba")]
    Sba,

    /// <summary>
    /// Smoothed demand times the smoothed probability of demand, which falls in its absence (Teunter, Syntetos and Babai, 2011, European
    /// Journal of Operational Research 214, 606-615).
    /// </summary>
    [JsonStringEnumMemberName("tsb")]
    Tsb,

    /// <summary>
    /// Smoothed sums over the mean interval between demands (Nikolopoulos et al., 2011, Journal of the Operational Research Society 62,
    /// 544-554).
    /// </summary>
    [JsonStringEnumMemberName("adida")]
    Adida,

    /// <summary>
    /// The mean of smoothed sums over 1, 2, ... values, up to that interval (Petropoulos and Kourentzes, 2015, Journal of the Operational
    /// Research Society 66, 914-924).
    /// </summary>
    [JsonStringEnumMemberName("imapa")]
    Imapa,
}
