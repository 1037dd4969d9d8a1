using System.Globalization;
using Backtest.Core.Models;
using Backtest.Core.Problems;

namespace Backtest.Runs.Forecasting;

/// <summary>A request for forecasts.</summary>
/// <param name="Horizon">Steps ahead; null for the run's horizon.</param>
/// <param name="Levels">Coverages of the intervals in percent.</param>
/// <param name="Model">Id of a trial; null for the published trial.</param>
public sealed record ForecastRequest(int? Horizon, IReadOnlyList<double> Levels, TrialId? Model)
{
    /// <summary>Limit of intervals in a request.</summary>
    public const int MaxLevels = 20;

    /// <summary>Default levels of a request.</summary>
    public static IReadOnlyList<double> DefaultLevels { get; } = [80, 95];

    /// <summary>Reads a request from a query.</summary>
    /// <param name="horizon">A whole number of at least 1.</param>
    /// <param name="level">Percentages between 0 and 100, separated by commas.</param>
    /// <param name="model">A trial's id.</param>
    /// <param name="maxHorizon">Largest horizon allowed.</param>
    /// <exception cref="InputException">A parameter is invalid.</exception>
    public static ForecastRequest Parse(string? horizon, string? level, string? model, int maxHorizon)
    {
        int? steps = null;
        if (horizon is not null)
        {
            steps = int.TryParse(horizon, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number >= 1
                && number <= maxHorizon
                ? number
                : throw new InputException(
                    $"'{InputProblem.Shorten(horizon)}' is not a horizon.", "horizon", $"Give a whole number from 1 to {maxHorizon}.");
        }

        return new ForecastRequest(steps, level is null
            ? DefaultLevels
            : ParseLevels(level), model is null
            ? null
            : TrialId.Parse(model, "model"));
    }

    private static double[] ParseLevels(string level)
    {
        var parts = level.Split(',');
        return parts.Length > MaxLevels
            ? throw new InputException($"{parts.Length} levels are too many.", "level", $"Give at most {MaxLevels}.")
            : [.. parts.Select(ParseLevel)];
    }

    private static double ParseLevel(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 100
            ? number
            : throw new InputException(
                $"'{InputProblem.Shorten(text)}' is not a level.", "level", "Give percentages between 0 and 100, such as 80,95.");
}
