using System.CommandLine;
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
    private readonly IReadOnlyList<CatalogueOption> _fields = [.. GridCatalogue.Columns.Select(field => CatalogueOption.Of(field))];

    /// <summary>Adds them to a command.</summary>
    public static ReadingOptions AddTo(Command command)
    {
        var options = new ReadingOptions();
        command.Add(options._name);
        foreach (var field in options._fields)
        {
            command.Add(field.Option);
        }

        return options;
    }

    /// <summary>Reads the options of a command line.</summary>
    /// <exception cref="InputException">A value is not allowed.</exception>
    public GivenReading Of(ParseResult parsed)
    {
        var columns = new JsonObject();
        foreach (var field in _fields)
        {
            if (field.ValueIn(parsed) is { } value)
            {
                columns[field.Axis.Name] = value;
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

    // Such as columns.firstLine.
    private static string? OptionAt(string? where) =>
        where?.StartsWith($"{GridColumns.Key}.", StringComparison.Ordinal) == true ? CatalogueOption.NameOf(where[(GridColumns.Key.Length + 1)..])
        : where == "name" ? "--name"
        : where;
}

/// <summary>The reading options on a command line.</summary>
/// <param name="Name">Name of the series; null for that of the file.</param>
/// <param name="Columns">How it is read.</param>
internal sealed record GivenReading(SeriesName? Name, ColumnChoice Columns);
