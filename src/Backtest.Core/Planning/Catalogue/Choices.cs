using System.Text.Json;
using System.Text.Json.Nodes;

namespace Backtest.Core.Planning.Catalogue;

/// <summary>One of some words.</summary>
/// <param name="All">The words with their meanings.</param>
public sealed record Choices(IReadOnlyList<Choice> All) : AxisValues
{
    /// <inheritdoc/>
    public override string InWords => "one of " + string.Join(", ", All.Select(choice => choice.Word));

    /// <summary>The names of an enumeration, as its JSON has them.</summary>
    /// <param name="meanings">What each means, in their order; none where the names say it.</param>
    /// <exception cref="ArgumentException">There are meanings, but not one for each name.</exception>
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

    /// <inheritdoc/>
    public override bool Accepts(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is var text && All.Any(choice => choice.Word == text);

    /// <inheritdoc/>
    public override JsonObject ToSchema() => new() { ["enum"] = new JsonArray([.. All.Select(choice => JsonValue.Create(choice.Word))]) };
}

/// <summary>A word of several to choose from.</summary>
/// <param name="Word">The word in JSON.</param>
/// <param name="Meaning">What it means, as a part of a sentence; null where the word says it.</param>
public sealed record Choice(string Word, string? Meaning = null);
