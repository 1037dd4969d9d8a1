using System.CommandLine;
using System.Text.Json;
using Backtest.Core.Planning;
using Backtest.Core.Planning.Catalogue;
using Backtest.Core.Problems;

namespace Backtest.Commands;

/// <summary>Options for how trials are scored: the keys of a grid that are set most often. They go over the grid.</summary>
internal sealed class ProtocolOptions
{
    private const string Season = "seasonLength";

    // A grid's key step is not among them: the option --step is that of the times.
    private static readonly string[] Keys = ["horizon", Season, "testLength", "windows", "metric"];

    private readonly IReadOnlyList<CatalogueOption> _keys;

    private ProtocolOptions(Command command, IEnumerable<string> keys)
    {
        _keys = [.. keys.Select(key => CatalogueOption.Of(
            GridCatalogue.Keys.Single(axis => axis.Name == key), $"Goes over {key} in the grid."))];
        foreach (var key in _keys)
        {
            command.Add(key.Option);
        }
    }

    /// <summary>Adds them to a command.</summary>
    public static ProtocolOptions AddTo(Command command) => new(command, Keys);

    /// <summary>Adds the season alone to a command.</summary>
    public static ProtocolOptions AddSeasonTo(Command command) => new(command, [Season]);

    /// <summary>Reads the options of a command line.</summary>
    /// <returns>What they make of a grid.</returns>
    /// <exception cref="InputException">A value is not allowed.</exception>
    public Func<Grid, Grid> Of(ParseResult parsed)
    {
        var given = _keys
            .Select(key => (key.Axis.Name, Value: key.ValueIn(parsed)))
            .Where(key => key.Value is not null)
            .Select(key => (key.Name, Value: JsonSerializer.SerializeToElement(key.Value), Where: CatalogueOption.NameOf(key.Name)))
            .ToList();
        Grid Over(Grid grid) => given.Aggregate(grid, (one, key) => GridReader.With(one, key.Name, key.Value, key.Where));

        // Checks the values before any file is read.
        _ = Over(new Grid());
        return Over;
    }
}
