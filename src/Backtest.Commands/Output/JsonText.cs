using System.Text.Json;
using Backtest.Storage;

namespace Backtest.Commands.Output;

/// <summary>Writes answers as JSON to standard output, as the service stores and sends them.</summary>
internal static class JsonText
{
    private static readonly JsonSerializerOptions Json =
        Documents.Configure(new JsonSerializerOptions(JsonSerializerDefaults.Web) { WriteIndented = true });

    public static void Write<T>(T answer) => Console.Out.WriteLine(JsonSerializer.Serialize(answer, Json));
}
