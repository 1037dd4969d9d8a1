using System.Text.Json.Serialization;

namespace Backtest.Http;

/// <summary>Whether the service can work.</summary>
/// <param name="Status">"healthy", or "unhealthy" where the storage cannot be reached or written to.</param>
/// <param name="Version">Version of the software.</param>
/// <param name="NumericsVersion">Version of everything that decides a trial's numbers.</param>
/// <param name="Problem">What is wrong, as a sentence; null where nothing is. The log of the host says more.</param>
public sealed record Health(
    string Status,
    string Version,
    [property: JsonPropertyName("engineVersion")] string NumericsVersion,
    string? Problem = null);
