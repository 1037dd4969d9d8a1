namespace Backtest.Runs;

/// <summary>The version of an upload that was taken up last.</summary>
/// <param name="Tags">Entity tags of the upload and its grid.</param>
/// <param name="Number">Its number in the order of requests.</param>
public sealed record AskedUpload(string Tags, long Number);
