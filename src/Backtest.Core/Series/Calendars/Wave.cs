using System.Globalization;

namespace Backtest.Core.Series.Calendars;

/// <summary>A sine or a cosine of Fourier terms.</summary>
/// <param name="Name">Its name, such as <c>sin(2π 1 t / 7)</c>.</param>
/// <param name="Frequency">Cycles in a step.</param>
/// <param name="OfHalfTurns">Its value at an angle, which is given in multiples of π.</param>
internal sealed record Wave(string Name, double Frequency, Func<double, double> OfHalfTurns)
{
    // Frequencies that are nearer to each other are the same.
    private const double Resolution = 1e-9;

    /// <summary>The waves of some seasons; a frequency that several seasons have counts once, and a sine that is 0 is none.</summary>
    /// <param name="seasons">Their lengths in steps, and the numbers of terms.</param>
    /// <param name="variable">What the time is called in their names.</param>
    public static List<Wave> Of(IEnumerable<(double Length, int Terms)> seasons, string variable)
    {
        var waves = new List<Wave>();
        var known = new List<double>();
        foreach (var (length, terms) in seasons)
        {
            for (var k = 1; k <= terms; k++)
            {
                var frequency = k / length;
                if (known.Exists(other => Math.Abs(frequency - other) < Resolution))
                {
                    continue;
                }

                known.Add(frequency);
                var name = string.Create(CultureInfo.InvariantCulture, $"(2π {k} {variable} / {length})");
                if (Math.Abs((2 * frequency) - Math.Round(2 * frequency)) > Resolution)
                {
                    waves.Add(new Wave($"sin{name}", frequency, double.SinPi));
                }

                waves.Add(new Wave($"cos{name}", frequency, double.CosPi));
            }
        }

        return waves;
    }

    /// <summary>Its values.</summary>
    /// <param name="count">How many.</param>
    /// <param name="time">The time of each in steps.</param>
    public double[] Column(int count, Func<int, double> time)
    {
        var column = new double[count];
        for (var t = 0; t < count; t++)
        {
            column[t] = OfHalfTurns(2 * Frequency * time(t));
        }

        return column;
    }
}
