namespace Backtest.Runs;

/// <summary>The origin of a request for runs.</summary>
/// <param name="Upload">The version of their upload; null if the storage has none.</param>
/// <param name="IsStart">
/// Whether a client starts them, which is a new request each time; otherwise they come with the upload, which may be announced
/// repeatedly.
/// </param>
public sealed record RunRequest(UploadVersion? Upload, bool IsStart);
