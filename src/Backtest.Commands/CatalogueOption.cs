using System.CommandLine;
using System.CommandLine.Completions;
using System.Globalization;
using System.Text.Json.Nodes;
using Backtest.Core.Planning.Catalogue;

namespace Backtest.Commands;

/// <summary>A key of a grid, or a field of it, as an option of a command.</summary>
/// <param name="Axis">The key.</param>
/// <param name="Option">The option.</param>
internal sealed record CatalogueOption(GridAxis Axis, Option<string[]> Option)
{
    /// <summary>Makes the option of a key, with the key's help and another sentence.</summary>
    public static CatalogueOption Of(GridAxis axis, string? more = null)
    {
        var words = (axis.Values as Choices)?.All.Select(choice => choice.Word).ToList() ?? [];
        var repeat = MayRepeat(axis) ? "Repeat the option for several." : null;
        var option = new Option<string[]>(NameOf(axis.Name))
        {
            Description = string.Join(' ', new[] { axis.Help, repeat, more }.OfType<string>()),
            HelpName = words.Count > 0 ? string.Join('|', words.Select(word => word == " " ? "' '" : word)) : axis.Name,
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = false,
        };
        option.CompletionSources.Add(_ => words.Where(word => !string.IsNullOrWhiteSpace(word)).Select(word => new CompletionItem(word)));
        return new CatalogueOption(axis, option);
    }

    /// <summary>The name of a key's option: <c>--first-line</c> of <c>firstLine</c>.</summary>
    public static string NameOf(string key) =>
        "--" + string.Concat(key.Select(letter => char.IsAsciiLetterUpper(letter) ? $"-{char.ToLowerInvariant(letter)}" : $"{letter}"));

    /// <summary>The value on a command line as the JSON of a grid; null if the option is not given.</summary>
    public JsonNode? ValueIn(ParseResult parsed) => parsed.GetValue(Option) switch
    {
        null or [] => null,
        [var one] when Axis.Values is not Texts { MayBeList: true } => ValueOf(one),
        var several when MayRepeat(Axis) => new JsonArray([.. several.Select(ValueOf)]),
        [.., var last] => ValueOf(last),
    };

    private static bool MayRepeat(GridAxis axis) => axis.Values is Texts { MayBeList: true } or Either { Second: Lists };

    private JsonNode ValueOf(string text) => Axis.Values is Texts or Choices ? JsonValue.Create(text)
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? JsonValue.Create(whole)
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? JsonValue.Create(number)
        : JsonValue.Create(text);
}
