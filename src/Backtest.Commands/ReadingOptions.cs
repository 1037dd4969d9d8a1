using System.CommandLine;
using System.CommandLine.Completions;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Backtest.Core.Planning;
using Backtest.Core.Planning.Catalogue;
using Backtest.Core.Problems;
using Backtest.Core.Series;

namespace Backtest.Commands;

/// <summary>
/// Options for reading a file of series: one for each field of <c>columns</c> in a grid, and the name of the series.
/// </summary>
internal sealed class ReadingOptions
{
    private readonly Option<string?> _name = new("--name") { Description = "Name of the series. Default: that of the file." };
    private readonly IReadOnlyList<(GridAxis Field, Option<string[]> Option)> _fields =
        [.. GridCatalogue.Columns.Select(field => (field, OptionOf(field)))];

    /// <summary>Adds them to a command.</summary>
    public static ReadingOptions AddTo(Command command)
    {
        var options = new ReadingOptions();
        command.Add(options._name);
        foreach (var (_, option) in options._fields)
        {
            command.Add(option);
        }

        return options;
    }

    /// <summary>The option of a field: <c>--first-line</c> of <c>firstLine</c>.</summary>
    public static string OptionName(string field) =>
        "--" + string.Concat(field.Select(letter => char.IsAsciiLetterUpper(letter) ? $"-{char.ToLowerInvariant(letter)}" : $"{letter}"));

    /// <summary>Reads the options of a command line.</summary>
    /// <exception cref="InputException">A value is not allowed.</exception>
    public GivenReading Of(ParseResult parsed)
    {
        var columns = new JsonObject();
        foreach (var (field, option) in _fields)
        {
            if (parsed.GetValue(option) is { Length: > 0 } values)
            {
                columns[field.Name] = MayRepeat(field)
                    ? new JsonArray([.. values.Select(value => JsonValue.Create(value))])
                    : ValueOf(field, values[^1]);
            }
        }

        try
        {
            var grid = GridReader.Read(JsonSerializer.SerializeToUtf8Bytes(new JsonObject { [GridColumns.Key] = columns }));
            return new GivenReading(parsed.GetValue(_name) is { } name ? SeriesName.Parse(name) : null, grid.Columns);
        }
        catch (InputException problem)
        {
            throw new InputException(problem.Problem with { Where = OptionAt(problem.Problem.Where) });
        }
    }

    private static Option<string[]> OptionOf(GridAxis field)
    {
        var words = (field.Values as Choices)?.All.Select(choice => choice.Word).ToList() ?? [];
        var option = new Option<string[]>(OptionName(field.Name))
        {
            Description = $"{field.Help}{(MayRepeat(field) ? " Repeat the option for several." : "")}",
            HelpName = words.Count > 0 ? string.Join('|', words.Select(word => word == " " ? "' '" : word)) : field.Name,
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = false,
        };
        option.CompletionSources.Add(_ => words.Where(word => !string.IsNullOrWhiteSpace(word)).Select(word => new CompletionItem(word)));
        return option;
    }

    private static JsonValue ValueOf(GridAxis field, string text) =>
        field.Values.AreNumbers && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? JsonValue.Create(number)
            : JsonValue.Create(text);

    private static bool MayRepeat(GridAxis field) => field.Values is Texts { MayBeList: true };

    // Such as columns.firstLine.
    private static string? OptionAt(string? where) =>
        where?.StartsWith($"{GridColumns.Key}.", StringComparison.Ordinal) == true ? OptionName(where[(GridColumns.Key.Length + 1)..])
        : where == "name" ? "--name"
        : where;
}

/// <summary>The reading options on a command line.</summary>
/// <param name="Name">Name of the series; null for that of the file.</param>
/// <param name="Columns">How it is read.</param>
internal sealed record GivenReading(SeriesName? Name, ColumnChoice Columns);
