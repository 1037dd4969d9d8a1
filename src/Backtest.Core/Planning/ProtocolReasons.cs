using System.Globalization;
using Backtest.Core.Evaluation;
using Backtest.Core.Planning.Catalogue;
using Backtest.Core.Series;
using Backtest.Core.Series.Calendars;
using Backtest.Core.Text;

namespace Backtest.Core.Planning;

/// <summary>Explains a series' protocol and the model families of its plan.</summary>
public static class ProtocolReasons
{
    private const string Given = "As the grid asks.";

    /// <summary>Explains each choice of a plan.</summary>
    /// <param name="series">The series.</param>
    /// <param name="grid">The grid.</param>
    /// <param name="plan">The plan of <see cref="Planner"/>.</param>
    /// <returns>A sentence for each key of the grid, by its name.</returns>
    public static IReadOnlyDictionary<string, string> Of(TimeSeries series, Grid grid, TrialPlan plan)
    {
        var reasons = Of(series, grid, plan.Protocol);
        if (grid.Calendar is { } calendar)
        {
            reasons[CalendarFields.Field.Axis.Name] = Calendar(calendar.On(series.Spacing));
        }

        if (HalvingRounds.InWords(grid, plan) is { } rounds)
        {
            reasons[SearchFields.Key] = rounds;
        }

        foreach (var (family, reason) in FamilyReasons.Of(series, grid, plan.Protocol))
        {
            reasons[family] = reason;
        }

        return reasons;
    }

    /// <summary>Explains each choice of a protocol.</summary>
    internal static Dictionary<string, string> Of(TimeSeries series, Grid grid, BacktestProtocol protocol) =>
        new()
        {
            ["seasonLength"] = Season(series, grid, protocol),
            ["horizon"] = Horizon(series, grid, protocol),
            ["testLength"] = grid.TestLength is null ? "The horizon, once." : Given,
            ["windows"] = Windows(series, grid, protocol),
            ["step"] = Step(grid, protocol),
            ["refitEvery"] = RefitEvery(grid, protocol),
            ["metric"] = Metric(series, grid),
            ["nonNegative"] = grid.NonNegative is not null ? Given
            : protocol.NonNegative ? "Some values are 0 and none is negative: forecasts and intervals stay at 0 or above."
            : series.Values.Any(value => value < 0) ? "Some values are negative."
            : "No value is 0, so nothing suggests a bound at 0.",
        };

    private static string Calendar(CalendarChoice calendar)
    {
        var names = CalendarColumns.Names(calendar);
        List<string> parts =
        [
            .. calendar.Country is { } country
                ? [$"holidays of {country}{(calendar.Subdivision is { } part ? $"-{part}" : "")}"] : Array.Empty<string>(),
            .. calendar.WorkingDays ? ["working days"] : Array.Empty<string>(),
            .. calendar.Fourier.Select(wave => string.Create(
                CultureInfo.InvariantCulture, $"{Counted.Of(wave.Terms, "Fourier term")} of {wave.SeasonLength}")),
        ];
        return $"The dates give {Counted.Of(names.Count, "covariate")}, known ahead: {string.Join(", ", parts)}.";
    }

    private static string Metric(TimeSeries series, Grid grid) => (grid.Metric, DefaultGrid.DemandOf(series)) switch
    {
        ({ }, _) => Given,
        (_, { IsIntermittent: true } demand) => string.Create(
            CultureInfo.InvariantCulture,
            $"One in {demand.Interval:0.0} values of the first half is not 0: demand is {demand.Class.ToString().ToLowerInvariant()}, and ")
            + "absolute errors would reward forecasts of 0.",
        _ => "The default.",
    };

    private static string Season(TimeSeries series, Grid grid, BacktestProtocol protocol)
    {
        if (grid.SeasonLength is not null)
        {
            return Given;
        }

        return (series.Spacing?.NaturalSeasonLength > 1, protocol.SeasonLength) switch
        {
            (true, _) => $"{Frequency(series.Spacing!)}: {protocol.SeasonLength} per {Period(series.Spacing!, protocol.SeasonLength)}"
                + LongSeason(series, protocol),
            (_, > 1) => "Found in the first half of the values; later ones take no part.",
            _ when series.Timestamps is null => "The first half of the values shows no season.",
            _ => "Neither the dates nor the first half of the values show a season.",
        };
    }

    // One that a series does not even have once is not worth mentioning.
    private static string LongSeason(TimeSeries series, BacktestProtocol protocol)
    {
        var name = series.Spacing!.IsWithinDay ? "week" : "year";
        return protocol.LongSeasons is [var length, ..]
            ? string.Create(CultureInfo.InvariantCulture, $" and {length} per {name}, of which there are more than four.")
            : series.Spacing.LongSeasons.Any(season => season < series.Length)
            ? $". The {name} is no season of its own, because the series has no more than four of them."
            : ".";
    }

    private static string Frequency(TimeSpacing step) => step.Text switch
    {
        "month" => "Monthly data",
        "quarter" => "Quarterly data",
        "half year" => "Half-yearly data",
        "week" => "Weekly data",
        "day" => "Daily data",
        "hour" => "Hourly data",
        "working day" => "Data of working days",
        var text => $"A value every {text}",
    };

    private static string Period(TimeSpacing step, int seasonLength) =>
        step.WorkingWeek is not null || step.Duration * seasonLength == TimeSpan.FromDays(7) ? "week"
        : step.Duration * seasonLength == TimeSpan.FromDays(1) ? "day"
        : "year";

    private static string Horizon(TimeSeries series, Grid grid, BacktestProtocol protocol)
    {
        if (grid.Horizon is not null)
        {
            return Given;
        }

        var (wanted, what) = protocol.SeasonLength is > 1 and <= 24 and var season
            ? (season, "One season")
            : (12, "12 steps, since there is no season of 2 to 24");
        return protocol.Horizon < wanted ? $"A tenth of the {series.Length} values, which is less than {wanted}." : $"{what}.";
    }

    private static string Windows(TimeSeries series, Grid grid, BacktestProtocol protocol)
    {
        if (grid.Windows is not null)
        {
            return Given;
        }

        if (IsSpread(grid, protocol))
        {
            var spanned = protocol.Horizon + ((protocol.Windows - 1) * protocol.Step);
            return $"The series is long: they are spread over {spanned} of its {series.Length} values, and the "
                + "first one still has half of them to train on.";
        }

        return protocol.Windows == WindowPlan.MostFits
            ? $"{WindowPlan.MostFits}, the default: the first one still has about half of the values to train on."
            : $"As many as leave half of the {series.Length} values to train on, and at least 1.";
    }

    private static string Step(Grid grid, BacktestProtocol protocol) => (grid.Step, protocol.Step.CompareTo(protocol.Horizon)) switch
    {
        ({ }, _) => Given,
        (_, 0) => "The horizon: windows follow each other and share no value.",
        (_, < 0) => "Less than the horizon: windows overlap, so that the second half of the series has more of them.",
        _ when protocol.SeasonLength == 1 => "More than the horizon: windows are spread over the second half of the series.",
        _ when protocol.SeasonLength <= protocol.Horizon =>
            "More than the horizon: windows are spread over the second half of the series, whole seasons apart.",
        _ => "More than the horizon: windows are spread over the second half of the series, and fall on different parts of the season.",
    };

    private static string RefitEvery(Grid grid, BacktestProtocol protocol)
    {
        if (grid.RefitEvery is not null)
        {
            return Given;
        }

        return IsSpread(grid, protocol) && protocol.RefitEvery > 1
            ? $"{protocol.Windows} windows take {(protocol.Windows + protocol.RefitEvery - 1) / protocol.RefitEvery} fits then; with "
                + "each in between, the last fit continues from the new values."
            : "The default: a fit for each window.";
    }

    private static bool IsSpread(Grid grid, BacktestProtocol protocol) =>
        grid.Windows is null && (protocol.Step > protocol.Horizon || protocol.Windows > WindowPlan.MostFits) && grid.Step is null;
}
