namespace Backtest.Core.Series;

/// <summary>The calendar of a grid: covariates computed from the times of a series.</summary>
public sealed record CalendarChoice
{
    /// <summary>Country whose public holidays count (ISO 3166-1); null for none.</summary>
    public string? Country { get; init; }

    /// <summary>Part of the country with its own holidays (ISO 3166-2, without the country); null for the whole country.</summary>
    public string? Subdivision { get; init; }

    /// <summary>Number of days before and after a holiday with their own covariates; ignored for steps longer than a day.</summary>
    public int DaysAround { get; init; } = 1;

    /// <summary>Whether the number of working days is a covariate.</summary>
    public bool WorkingDays { get; init; }

    /// <summary>Seasons as sums of sines and cosines of the date.</summary>
    public IReadOnlyList<CalendarWave> Fourier { get; init; } = [];

    /// <summary>The part that applies to a step.</summary>
    internal CalendarChoice On(TimeSpacing? step) => step?.IsLongerThanDay == true ? this with { DaysAround = 0 } : this;
}

/// <summary>A season as a sum of sines and cosines.</summary>
/// <param name="SeasonLength">Its length in steps, possibly fractional.</param>
/// <param name="Terms">Number of pairs.</param>
public sealed record CalendarWave(double SeasonLength, int Terms);
