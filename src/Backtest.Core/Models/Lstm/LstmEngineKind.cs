using System.Text.Json.Serialization;

namespace Backtest.Core.Models.Lstm;

/// <summary>What computes losses, gradients and optimiser steps of LSTMs.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LstmEngineKind>))]
public enum LstmEngineKind
{
    /// <summary>The built-in one.</summary>
    [JsonStringEnumMemberName("managed")]
    Managed,

    /// <summary>libtorch by TorchSharp, where the host has it.</summary>
    [JsonStringEnumMemberName("torchSharp")]
    TorchSharp,
}
