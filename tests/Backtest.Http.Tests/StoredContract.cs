using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Backtest.Http.Tests;

/// <summary>Stored files of the contract and its examples.</summary>
internal static class StoredContract
{
    private static readonly JsonSerializerOptions Indented =
        new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Whether tests rewrite them.</summary>
    public static bool IsWritten => Environment.GetEnvironmentVariable("BACKTEST_EXAMPLES") is { Length: > 0 };

    /// <summary>A document in its stored format.</summary>
    public static string Text(JsonNode document) => document.ToJsonString(Indented) + "\n";
}
