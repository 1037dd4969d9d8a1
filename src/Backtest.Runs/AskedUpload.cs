namespace Backtest.Runs;

/// <summary>The version of an upload that was taken up last.</summary>
/// <param name="Tags">Entity tags of the upload and the grid beside it.</param>
/// <param name="Number">Its place in the order of what was asked for.</param>
public sealed record AskedUpload(string Tags, long Number);
