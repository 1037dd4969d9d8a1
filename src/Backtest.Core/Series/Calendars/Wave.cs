using System.Globalization;

namespace Backtest.Core.Series.Calendars;

/// <summary>A sine or a cosine of Fourier terms.</summary>
/// <param name="Name">Its name, such as <c>sin(2π 1 t / 7)</c>.</param>
/// <param name="Frequency">Cycles per step.</param>
/// <param name="OfHalfTurns">Returns its value at an angle in multiples of π.</param>
internal sealed record Wave(string Name, double Frequency, Func<double, double> OfHalfTurns)
{
    // Closer frequencies are the same.
    private const double Resolution = 1e-9;

    /// <summary>The waves of some seasons, without duplicate frequencies and sines that are 0.</summary>
    /// <param name="seasons">Their lengths in steps, and their numbers of terms.</param>
    /// <param name="variable">Name of the time in the waves' names.</param>
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

    /// <summary>The values of the wave.</summary>
    /// <param name="count">Number of values.</param>
    /// <param name="time">Returns the time of a value in steps.</param>
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
