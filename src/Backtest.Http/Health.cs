using System.Text.Json.Serialization;

namespace Backtest.Http;

/// <summary>Whether the service can work.</summary>
/// <param name="Status">"healthy", or "unhealthy" if the storage cannot be reached or written to.</param>
/// <param name="Version">Version of the software.</param>
/// <param name="NumericsVersion">Version of everything that changes the numbers of a trial.</param>
/// <param name="Problem">What is wrong, as a sentence; null if nothing is. The log of the host has details.</param>
public sealed record Health(
    string Status,
    string Version,
    [property: JsonPropertyName("engineVersion")] string NumericsVersion,
    string? Problem = null);
