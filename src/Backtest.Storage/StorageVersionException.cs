using Backtest.Core.Problems;

namespace Backtest.Storage;

/// <summary>
/// The storage refuses the version of Azure's storage API that this program speaks. Azure knows every version; an emulator may be older.
/// </summary>
/// <param name="refusal">What the storage answered.</param>
public sealed class StorageVersionException(Exception refusal) : IOException($"{Problem.What} {Problem.Right}", refusal)
{
    /// <summary>What is wrong and what to start instead, in words for users.</summary>
    public static InputProblem Problem { get; } = new(
        "The storage does not support the version of Azure's storage API that this program uses.",
        null,
        "Start Azurite with --skipApiVersionCheck, as 'npm run azurite' does, or start a newer Azurite.");
}
