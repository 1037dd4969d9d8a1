using System.Text.Json.Serialization;

namespace Backtest.Core.Models.Lstm;

/// <summary>The backend that computes losses, gradients and optimiser steps of LSTMs.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LstmBackendKind>))]
public enum LstmBackendKind
{
    /// <summary>The built-in backend.</summary>
    [JsonStringEnumMemberName("managed")]
    Managed,

    /// <summary>libtorch through TorchSharp, if the host has it.</summary>
    [JsonStringEnumMemberName("torchSharp")]
    TorchSharp,
}
