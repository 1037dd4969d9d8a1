using System.Text.Json.Serialization;

namespace Backtest.Storage.Results;

/// <summary>What the ONNX file of an LSTM takes.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<NetworkInput>))]
public enum NetworkInput
{
    /// <summary>A sample as the network sees it: of LSTMs with transforms, and of all that earlier versions stored.</summary>
    [JsonStringEnumMemberName("sample")]
    Sample,

    /// <summary>The values of a series, whose samples it normalises itself.</summary>
    [JsonStringEnumMemberName("values")]
    Values,
}
