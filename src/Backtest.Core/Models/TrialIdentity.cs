using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Backtest.Core.Models.Lstm;

namespace Backtest.Core.Models;

/// <summary>Names and seeds that follow from a spec alone, so that they are the same in every run, host and order.</summary>
public static class TrialIdentity
{
    /// <summary>The trial's id: its engine and ten hexadecimal digits of the SHA-256 of its JSON.</summary>
    public static string Of(ModelSpec spec) => $"{spec.Engine}-{Convert.ToHexStringLower(Hash(spec).AsSpan(0, 5))}";

    /// <summary>The training that the trial is part of: trials that differ in their epochs alone share one, with check points.</summary>
    public static string TrainingOf(ModelSpec spec) => Of(WithoutEpochs(spec));

    /// <summary>The seed of the trial's random numbers.</summary>
    /// <remarks>
    /// It leaves out the number of epochs, so that fewer epochs are the beginning of more, and the engine, so that engines start alike.
    /// </remarks>
    public static ulong SeedOf(ModelSpec spec) =>
        BitConverter.ToUInt64(Hash(spec is LstmSpec lstm ? lstm with { Epochs = 1, LstmEngine = LstmEngineKind.Managed } : spec), 8);

    private static ModelSpec WithoutEpochs(ModelSpec spec) => spec is LstmSpec lstm ? lstm with { Epochs = 1 } : spec;

    private static byte[] Hash(ModelSpec spec) => SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(spec)));
}
