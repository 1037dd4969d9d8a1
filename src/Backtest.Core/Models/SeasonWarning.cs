namespace Backtest.Core.Models;

/// <summary>What a model says that ignores a season which it cannot have.</summary>
internal static class SeasonWarning
{
    /// <summary>The warning; null where the season could be looked for.</summary>
    /// <param name="season">Season length m of the series in observations, 1 for none.</param>
    /// <param name="longest">The longest season that the model can have.</param>
    /// <param name="needed">The fewest values with which it looks for the season.</param>
    /// <param name="values">Values that it is fitted to.</param>
    public static string? Of(int season, int longest, int needed, int values)
    {
        if (season <= 1)
        {
            return null;
        }

        return season > longest ? $"It ignores the season of {season}, which is longer than the {longest} values that it can have."
            : values < needed ? $"It ignores the season of {season}: {values} training values are too few to tell one, and {needed} would do."
            : null;
    }
}
