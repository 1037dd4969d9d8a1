namespace Backtest.Storage;

/// <summary>Something that is stored was written by a version of the software that is newer than this one.</summary>
/// <param name="version">Version of the document's shape.</param>
/// <param name="known">The newest version that can be read.</param>
public sealed class NewerVersionException(int version, int known)
    : Exception($"It was written by a newer version: its shape is of version {version}, and the newest known one is {known}.");
