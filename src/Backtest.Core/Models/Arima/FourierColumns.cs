using Backtest.Core.Series;
using Backtest.Core.Series.Calendars;

namespace Backtest.Core.Models.Arima;

/// <summary>The columns of Fourier terms, as R's <c>fourier</c> has them.</summary>
internal static class FourierColumns
{
    /// <summary>The columns of some seasons.</summary>
    /// <param name="seasons">The seasons with their numbers of terms.</param>
    /// <param name="count">Number of values, from the first of the series on.</param>
    public static IReadOnlyList<Covariate> Of(IReadOnlyList<FourierTerms>? seasons, int count) =>
    [
        // t counts from 1, as in R.
        .. Wave.Of((seasons ?? []).Select(season => (season.SeasonLength, season.Terms ?? 0)), "t")
            .Select(wave => new Covariate(wave.Name, wave.Column(count, t => t + 1), IsKnownAhead: true)),
    ];
}
