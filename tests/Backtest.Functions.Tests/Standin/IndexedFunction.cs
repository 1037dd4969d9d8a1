using System.Text.Json;
using Backtest.Functions.Tests.Standin.Protocol;

namespace Backtest.Functions.Tests.Standin;

/// <summary>A function as the worker lists it.</summary>
internal sealed class IndexedFunction(FunctionMetadata metadata)
{
    public FunctionMetadata Metadata => metadata;

    public string Name => metadata.Name;

    public string Id => metadata.FunctionId;

    public IReadOnlyList<JsonElement> Bindings { get; } =
        [.. metadata.RawBindings.Select(binding => JsonDocument.Parse(binding).RootElement)];

    public JsonElement Trigger => Bindings.Single(binding => TypeOf(binding).EndsWith("Trigger", StringComparison.Ordinal));

    public bool IsHttp => TypeOf(Trigger) == "httpTrigger";

    public string? Text(string name) => Trigger.TryGetProperty(name, out var value) ? value.ToString() : null;

    public string? NameOf(string type) =>
        Bindings.FirstOrDefault(binding => TypeOf(binding) == type) is { ValueKind: JsonValueKind.Object } found
        ? found.GetProperty("name").GetString()
        : null;

    public static string TypeOf(JsonElement binding) => binding.GetProperty("type").GetString()!;
}
