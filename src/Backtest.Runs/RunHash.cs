using System.Text.Json;
using Backtest.Core.Series;
using Backtest.Storage;
using Backtest.Storage.Results;

namespace Backtest.Runs;

/// <summary>What ids of runs are made of.</summary>
internal static class RunHash
{
    // Version of the shape of documents, which is that of the first runs with these ids.
    private const int HashedVersion = 2;

    /// <summary>Adds the values of a series, with their times and covariates; what its column is called decides nothing.</summary>
    /// <param name="text">What is hashed.</param>
    /// <param name="series">The series.</param>
    public static void Add(Stream text, TimeSeries series) =>
        JsonSerializer.Serialize(text, SeriesDocument.Of(series) with { SchemaVersion = HashedVersion, Column = null }, Documents.Json);
}
