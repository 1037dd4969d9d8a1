using System.Globalization;
using Backtest.Core.Series;

namespace Backtest.Core.Models.Arima;

/// <summary>The columns of Fourier terms, as R's <c>fourier</c> has them.</summary>
internal static class FourierColumns
{
    // Frequencies that are nearer to each other are the same.
    private const double Resolution = 1e-9;

    /// <summary>The columns of some seasons; a frequency that several seasons have counts once, and a sine that is 0 is none.</summary>
    /// <param name="seasons">The seasons with their numbers of terms.</param>
    /// <param name="count">Number of values, from the first of the series on.</param>
    public static IReadOnlyList<Covariate> Of(IReadOnlyList<FourierTerms>? seasons, int count)
    {
        var columns = new List<Covariate>();
        var known = new List<double>();
        foreach (var season in seasons ?? [])
        {
            for (var k = 1; k <= season.Terms; k++)
            {
                var frequency = k / season.SeasonLength;
                if (known.Exists(other => Math.Abs(frequency - other) < Resolution))
                {
                    continue;
                }

                known.Add(frequency);
                var name = string.Create(CultureInfo.InvariantCulture, $"(2π {k} t / {season.SeasonLength})");
                if (Math.Abs((2 * frequency) - Math.Round(2 * frequency)) > Resolution)
                {
                    columns.Add(new Covariate($"sin{name}", Column(frequency, count, double.SinPi), IsKnownAhead: true));
                }

                columns.Add(new Covariate($"cos{name}", Column(frequency, count, double.CosPi), IsKnownAhead: true));
            }
        }

        return columns;
    }

    // t counts from 1, as in R.
    private static double[] Column(double frequency, int count, Func<double, double> wave)
    {
        var column = new double[count];
        for (var t = 0; t < count; t++)
        {
            column[t] = wave(2 * frequency * (t + 1));
        }

        return column;
    }
}
