using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Lstm.Training;

namespace Backtest.Core.Models;

/// <summary>Ids and seeds that depend only on a spec, so that they are the same in every run, host and order.</summary>
public static class TrialIdentity
{
    /// <summary>The trial's id: its model family and ten hexadecimal digits of the SHA-256 of its JSON.</summary>
    public static TrialId Of(ModelSpec spec) => TrialId.Parse($"{spec.Family}-{Convert.ToHexStringLower(Hash(spec).AsSpan(0, 5))}");

    /// <summary>The id shared by trials that differ only in their epochs.</summary>
    public static TrialId TrainingOf(ModelSpec spec) => Of(WithoutEpochs(spec));

    /// <summary>
    /// The training of a trial: trials that differ only in their epochs share one, with check points, unless the step size depends on the
    /// number of epochs. Networks of a panel are trained before its trials, which therefore share nothing.
    /// </summary>
    public static TrialId SharedTrainingOf(ModelSpec spec) =>
        spec is LstmSpec { Schedule: LearningSchedule.Cosine } or LstmSpec { Scope: LstmScope.Panel } ? Of(spec) : TrainingOf(spec);

    /// <summary>The seed of the trial's random numbers.</summary>
    /// <remarks>
    /// It ignores the number of epochs, so that fewer epochs are the beginning of more; the backend, so that backends start alike; and the
    /// number of networks, so that fewer networks are the first of more.
    /// </remarks>
    public static ulong SeedOf(ModelSpec spec) =>
        BitConverter.ToUInt64(
            Hash(spec is LstmSpec lstm ? lstm with { Epochs = 1, Backend = LstmBackendKind.Managed, Seeds = null } : spec), 8);

    private static ModelSpec WithoutEpochs(ModelSpec spec) => spec is LstmSpec lstm ? lstm with { Epochs = 1 } : spec;

    private static byte[] Hash(ModelSpec spec) => SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(spec)));
}
