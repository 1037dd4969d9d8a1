using System.Text.Json;
using Backtest.Storage;

namespace Backtest.Cli.Output;

/// <summary>Answers as JSON, in the shape in which the service stores and sends them, on the output stream.</summary>
internal static class JsonText
{
    private static readonly JsonSerializerOptions Json =
        Documents.Configure(new JsonSerializerOptions(JsonSerializerDefaults.Web) { WriteIndented = true });

    public static void Write<T>(T answer) => Console.Out.WriteLine(JsonSerializer.Serialize(answer, Json));
}
