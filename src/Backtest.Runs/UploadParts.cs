using Backtest.Storage;

namespace Backtest.Runs;

/// <summary>parts.json: the runs of an upload of several series.</summary>
/// <param name="SchemaVersion">Version of the document's shape.</param>
/// <param name="RequestedAt">When they were requested.</param>
/// <param name="Runs">Name and run of each series, in the order of the file.</param>
public sealed record UploadParts(int SchemaVersion, DateTimeOffset RequestedAt, IReadOnlyList<RunKey> Runs);
