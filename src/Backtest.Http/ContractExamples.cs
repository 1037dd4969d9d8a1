using System.Text.Json.Nodes;

namespace Backtest.Http;

/// <summary>
/// The examples of the contract, embedded in this assembly: a series with its grid, and answers of the service about it. A test
/// compares them with real answers, and writes them.
/// </summary>
internal static class ContractExamples
{
    /// <summary>
    /// Prefix of the ids of operations on any run. They share the examples of the same operations on the published run.
    /// </summary>
    public const string OfRun = "GetRun";

    /// <summary>The same of those that forecast a series of the request.</summary>
    public const string PostOfRun = "PostRun";

    /// <summary>The CSV of the series.</summary>
    public static JsonNode Csv => Find("sales.csv")!;

    /// <summary>Its grid.</summary>
    public static JsonNode Grid => Find("sales.grid.json")!;

    /// <summary>A series as JSON.</summary>
    public static JsonNode Values => Find("values.json")!;

    /// <summary>Id of its run.</summary>
    public static JsonNode Run => Find("GetForecast.200.json")!["run"]!.DeepClone();

    /// <summary>Id of the trial that the run published.</summary>
    public static JsonNode Trial => Find("GetForecast.200.json")!["trial"]!.DeepClone();

    /// <summary>Id of another trial of the run.</summary>
    public static JsonNode OtherTrial => Find("GetLeaderboard.200.json")!["rows"]!.AsArray()[^1]!["trial"]!.DeepClone();

    /// <summary>An answer; null if there is no example.</summary>
    /// <param name="operation">Id of the operation.</param>
    /// <param name="status">Status of the answer.</param>
    /// <param name="type">Its content type.</param>
    public static JsonNode? Answer(string operation, int status, string type) => type switch
    {
        "application/json" => Find($"{Shared(operation)}.{status}.json"),
        "application/problem+json" => Find($"Problem.{status}.json"),
        "text/csv" => Find($"{Shared(operation)}.{status}.csv"),
        _ => null,
    };

    private static string Shared(string operation) =>
        operation.Replace(OfRun, "Get", StringComparison.Ordinal).Replace(PostOfRun, "Post", StringComparison.Ordinal);

    private static JsonNode? Find(string name)
    {
        using var stream = typeof(ContractExamples).Assembly.GetManifestResourceStream($"examples/{name}");
        if (stream is null)
        {
            return null;
        }

        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd();
        return name.EndsWith(".json", StringComparison.Ordinal) ? JsonNode.Parse(text) : JsonValue.Create(text);
    }
}
