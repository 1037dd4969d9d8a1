namespace Backtest.Runs;

/// <summary>By what runs are asked for.</summary>
/// <param name="Upload">The version of the upload that they work on; null where the storage holds none.</param>
/// <param name="IsStart">
/// Whether a client starts them, which is one more request each time; else they come with the upload, which may be announced any
/// number of times.
/// </param>
public sealed record RunRequest(UploadVersion? Upload, bool IsStart);
