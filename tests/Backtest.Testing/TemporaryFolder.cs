namespace Backtest.Testing;

/// <summary>A folder that is deleted with its test.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("backtest-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
