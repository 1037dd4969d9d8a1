using System.Text.Json.Serialization;

namespace Backtest.Core.Models.Lstm;

/// <summary>What computes losses, gradients and optimiser steps of LSTMs.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LstmBackendKind>))]
public enum LstmBackendKind
{
    /// <summary>The built-in one.</summary>
    [JsonStringEnumMemberName("managed")]
    Managed,

    /// <summary>libtorch by TorchSharp, where the host has it.</summary>
    [JsonStringEnumMemberName("torchSharp")]
    TorchSharp,
}
