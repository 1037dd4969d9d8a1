using System.Text.Json.Serialization;

namespace Backtest.Core.Planning;

/// <summary>Which combinations of a grid's values become trials.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SearchMethod>))]
public enum SearchMethod
{
    /// <summary>All of them.</summary>
    [JsonStringEnumMemberName("grid")]
    Grid,

    /// <summary>Some, drawn at random (Bergstra and Bengio, 2012, Journal of Machine Learning Research 13, 281-305).</summary>
    [JsonStringEnumMemberName("random")]
    Random,

    /// <summary>
    /// All, but only the best LSTMs continue to more epochs, in rounds (Jamieson and Talwalkar, 2016, "Non-stochastic best arm
    /// identification and hyperparameter optimization").
    /// </summary>
    [JsonStringEnumMemberName("halving")]
    Halving,
}
