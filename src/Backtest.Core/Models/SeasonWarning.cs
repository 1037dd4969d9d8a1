using System.Globalization;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Text;

namespace Backtest.Core.Models;

/// <summary>The warning of a model that ignores a season.</summary>
public static class SeasonWarning
{
    /// <summary>The beginning of the warning.</summary>
    public const string Start = "It ignores the season of ";

    /// <summary>The warnings of a model that has at most one season, or whose input is shorter than a season.</summary>
    /// <param name="spec">The model.</param>
    /// <param name="seasonLengths">The seasons of the series, shortest first.</param>
    internal static IEnumerable<string> Of(ModelSpec spec, IReadOnlyList<double> seasonLengths) =>
        spec is LstmSpec lstm
            ? seasonLengths.Where(lstm.Overlooks).Select(length => string.Create(
                CultureInfo.InvariantCulture, $"{Start}{length}: it sees {Counted.Of(lstm.Inputs.Max(input => input.LookBack), "value")}."))
            : spec.HasOneSeason
            ? seasonLengths.Skip(1).Select(length => string.Create(
                CultureInfo.InvariantCulture, $"{Start}{length}: it can have one season."))
            : [];

    /// <summary>The warning; null if the model can consider the season.</summary>
    /// <param name="season">Season length m of the series in observations, 1 for none.</param>
    /// <param name="longest">The longest season that the model can have.</param>
    /// <param name="needed">The fewest values that it needs to consider the season.</param>
    /// <param name="values">Number of values that it is fitted to.</param>
    internal static string? Of(int season, int longest, int needed, int values)
    {
        if (season <= 1)
        {
            return null;
        }

        return season > longest ? $"{Start}{season}, which is longer than the {longest} values that it can have."
            : values < needed ? $"{Start}{season} where fewer than {needed} values train."
            : null;
    }
}
