using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Backtest.Http.Tests;

/// <summary>How the contract and its examples are stored.</summary>
internal static class StoredContract
{
    private static readonly JsonSerializerOptions Indented =
        new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Whether tests write them anew.</summary>
    public static bool IsWritten => Environment.GetEnvironmentVariable("BACKTEST_EXAMPLES") is { Length: > 0 };

    /// <summary>A document as it is stored.</summary>
    public static string Text(JsonNode document) => document.ToJsonString(Indented) + "\n";
}
