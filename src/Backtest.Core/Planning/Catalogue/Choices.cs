using System.Text.Json;
using System.Text.Json.Nodes;

namespace Backtest.Core.Planning.Catalogue;

/// <summary>One of several words.</summary>
/// <param name="All">The words with their meanings.</param>
public sealed record Choices(IReadOnlyList<Choice> All) : AxisValues
{
    /// <inheritdoc/>
    public override string InWords => "one of " + string.Join(", ", All.Select(choice => choice.Word));

    /// <summary>The names of an enumeration, as written in JSON.</summary>
    /// <param name="meanings">The meaning of each name, in order; empty if the names are self-explanatory.</param>
    /// <exception cref="ArgumentException">The number of meanings is neither 0 nor that of the names.</exception>
    public static Choices Of<T>(params string[] meanings)
        where T : struct, Enum
    {
        var words = Enum.GetValues<T>().Select(value => JsonSerializer.SerializeToElement(value).GetString()!).ToList();
        return meanings.Length == 0 || meanings.Length == words.Count
            ? new([.. words.Select((word, k) => new Choice(word, meanings.Length == 0 ? null : meanings[k]))])
            : throw new ArgumentException(
                $"{typeof(T).Name} has {words.Count} names, and there are {meanings.Length} meanings.", nameof(meanings));
    }

    /// <summary>All but one of the words.</summary>
    public Choices Without(string word) => new([.. All.Where(choice => choice.Word != word)]);

    /// <summary>One of the words alone.</summary>
    public Choices Only(string word) => new([.. All.Where(choice => choice.Word == word)]);

    /// <inheritdoc/>
    public override bool Accepts(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is var text && All.Any(choice => choice.Word == text);

    /// <inheritdoc/>
    public override JsonObject ToSchema() => new() { ["enum"] = new JsonArray([.. All.Select(choice => JsonValue.Create(choice.Word))]) };
}

/// <summary>One of the words.</summary>
/// <param name="Word">The word in JSON.</param>
/// <param name="Meaning">Its meaning, as part of a sentence; null if the word is self-explanatory.</param>
public sealed record Choice(string Word, string? Meaning = null);
