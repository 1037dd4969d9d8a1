namespace Backtest.FaultTests.Harness;

/// <summary>How the stored blobs differ from those of an undisturbed run, apart from times.</summary>
/// <param name="Lost">Blobs that are missing.</param>
/// <param name="Wrong">Blobs with other content.</param>
/// <param name="Orphans">Blobs that should not be there after pruning.</param>
public sealed record Verdict(IReadOnlyList<string> Lost, IReadOnlyList<string> Wrong, IReadOnlyList<string> Orphans)
{
    public static Verdict Of(IReadOnlyDictionary<string, string> expected, IReadOnlyDictionary<string, string> actual) => new(
        [.. expected.Keys.Where(path => !actual.ContainsKey(path))],
        [.. expected.Where(blob => actual.TryGetValue(blob.Key, out var content) && content != blob.Value).Select(blob => blob.Key)],
        [.. actual.Keys.Where(path => !expected.ContainsKey(path))]);
}
