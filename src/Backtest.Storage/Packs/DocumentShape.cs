using System.Runtime.InteropServices;
using System.Text.Json;

namespace Backtest.Storage.Packs;

/// <summary>
/// Splits a document into its shape, which documents of a kind share, and its values, and joins them again. The shape is the JSON without
/// the values of its properties; a value is a scalar, or an array without objects.
/// </summary>
internal static class DocumentShape
{
    /// <summary>Splits a document.</summary>
    /// <param name="document">JSON without white space.</param>
    /// <param name="values">Receives the values, each as JSON.</param>
    /// <returns>The shape.</returns>
    public static byte[] Split(ReadOnlySpan<byte> document, List<byte[]> values)
    {
        var shape = new List<byte>(document.Length / 2);
        var reader = new Utf8JsonReader(document);
        var copied = 0;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.Read() && IsValue(reader))
            {
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                shape.AddRange(document[copied..start]);
                copied = (int)reader.BytesConsumed;
                values.Add(document[start..copied].ToArray());
            }
        }

        shape.AddRange(document[copied..]);
        return [.. shape];
    }

    /// <summary>Joins a document.</summary>
    /// <param name="shape">Its shape.</param>
    /// <param name="values">Its values.</param>
    /// <exception cref="InvalidDataException">There are more or fewer values than the shape has room for.</exception>
    public static byte[] Merge(ReadOnlySpan<byte> shape, IEnumerable<JsonElement> values)
    {
        using var next = values.GetEnumerator();
        var document = new List<byte>(2 * shape.Length);
        var isText = false;
        for (var k = 0; k < shape.Length; k++)
        {
            document.Add(shape[k]);
            if (shape[k] == '\\')
            {
                // An escaped quotation mark does not end a text.
                document.Add(shape[++k]);
            }
            else if (shape[k] == '"')
            {
                isText = !isText;
            }
            else if (!isText && shape[k] == ':' && shape[k + 1] is (byte)',' or (byte)'}')
            {
                document.AddRange(next.MoveNext()
                    ? JsonMarshal.GetRawUtf8Value(next.Current)
                    : throw new InvalidDataException("A document has too few values."));
            }
        }

        return next.MoveNext() ? throw new InvalidDataException("A document has too many values.") : [.. document];
    }

    private static bool IsValue(Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return reader.TokenType != JsonTokenType.StartObject;
        }

        var depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                return false;
            }
        }

        return true;
    }
}
