using Backtest.Core.Problems;

namespace Backtest.Storage;

/// <summary>
/// The storage refuses the version of Azure's storage API that this program uses. Azure supports every version; an emulator may be older.
/// </summary>
/// <param name="refusal">The answer of the storage.</param>
public sealed class StorageVersionException(Exception refusal) : IOException($"{Problem.What} {Problem.Right}", refusal)
{
    /// <summary>The problem and its fix, in words for users.</summary>
    public static InputProblem Problem { get; } = new(
        "The storage does not support the version of Azure's storage API that this program uses.",
        null,
        "Start Azurite with --skipApiVersionCheck, as 'npm run azurite' does, or start a newer Azurite.");
}
