namespace Backtest.Storage;

/// <summary>A newer version of the software wrote a stored document.</summary>
/// <param name="version">Version of the document's shape.</param>
/// <param name="known">The newest version that can be read.</param>
public sealed class NewerVersionException(int version, int known)
    : Exception($"A newer version wrote it: its shape has version {version}, and the newest known one is {known}.");
