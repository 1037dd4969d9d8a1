using System.Text.Json;
using Backtest.Core.Series;
using Backtest.Storage;
using Backtest.Storage.Results;

namespace Backtest.Runs;

/// <summary>The hashes that run ids are made of.</summary>
internal static class RunHash
{
    // Schema version in the hash: that of the first runs with these ids.
    private const int HashedVersion = 2;

    /// <summary>Adds the values of a series, with their times and covariates; the name of its column does not matter.</summary>
    /// <param name="text">The text to hash.</param>
    /// <param name="series">The series.</param>
    public static void Add(Stream text, TimeSeries series) =>
        JsonSerializer.Serialize(text, SeriesDocument.Of(series) with { SchemaVersion = HashedVersion, Column = null }, Documents.Json);
}
