using System.Text.Json;
using System.Text.Json.Serialization;

namespace Backtest.Core.Text;

/// <summary>Writes an id as its text, and reads it by its rule, as a value and as the name of a property.</summary>
/// <typeparam name="T">The type of the id; its <see cref="object.ToString"/> gives the text.</typeparam>
/// <param name="find">Returns the id with a text; null if the text breaks the rule.</param>
public abstract class IdConverter<T>(Func<string, T?> find) : JsonConverter<T>
    where T : class
{
    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(reader.GetString()!);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());

    /// <inheritdoc/>
    public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Read(reader.GetString()!);

    /// <inheritdoc/>
    public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value.ToString()!);

    private T Read(string text) => find(text) ?? throw new JsonException($"'{text}' is not a valid {typeof(T).Name}.");
}
