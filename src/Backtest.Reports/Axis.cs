using System.Globalization;

namespace Backtest.Reports;

/// <summary>
/// An axis of a chart: the positions of values, and its ticks. Its range can be as far from 0, as narrow or as wide as numbers can be.
/// </summary>
internal sealed class Axis
{
    private const int FewestTicks = 4;
    private const int MostTicks = 12;
    private const int FewestDigits = 6;
    private const int MostDigits = 17;

    private readonly double _from;
    private readonly double _to;

    // Lengths are divided by a power of two, so that they neither overflow nor vanish.
    private readonly int _exponent;
    private readonly double _scaledFrom;
    private readonly double _scaledLength;

    /// <summary>An axis over a range.</summary>
    /// <param name="from">Where it begins.</param>
    /// <param name="to">Where it ends, above <paramref name="from"/>; both are finite.</param>
    public Axis(double from, double to)
    {
        if (!double.IsFinite(from) || !double.IsFinite(to) || !(to > from))
        {
            throw new ArgumentException($"{from} to {to} is no range.", nameof(to));
        }

        (_from, _to) = (from, to);
        var magnitude = Math.Max(Math.Abs(from), Math.Abs(to));
        _exponent = Math.ILogB(magnitude);
        _scaledFrom = Math.ScaleB(from, -_exponent);
        _scaledLength = Math.ScaleB(to, -_exponent) - _scaledFrom;

        // Adjacent numbers of this size lie this far apart, and closer ticks would coincide.
        var spacing = magnitude - Math.BitDecrement(magnitude);
        var step = Math.Max(Round((to / FewestTicks) - (from / FewestTicks)), spacing);
        var ticks = Multiples(step);
        Ticks = [.. ticks.Zip(Labels(ticks, DigitsOf(magnitude, step)))];
    }

    /// <summary>Round numbers inside the range, in order, with distinct labels.</summary>
    public IReadOnlyList<(double Value, string Label)> Ticks { get; }

    /// <summary>The value inside the range that is nearest to another.</summary>
    public double Nearest(double value) => Math.Clamp(value, _from, _to);

    /// <summary>The part of the range that lies before a finite value: 0 at its beginning, 1 at its end.</summary>
    public double ShareBefore(double value) => (Math.ScaleB(value, -_exponent) - _scaledFrom) / _scaledLength;

    private List<double> Multiples(double step)
    {
        var ticks = new List<double>();
        var first = Math.Ceiling(_from / step);
        for (var k = 0; k < MostTicks; k++)
        {
            var value = (first + k) * step;
            if (value > _to)
            {
                break;
            }

            if (value >= _from && (ticks.Count == 0 || value > ticks[^1]))
            {
                ticks.Add(value);
            }
        }

        return ticks;
    }

    private static List<string> Labels(List<double> ticks, int digits)
    {
        List<string> labels = [.. ticks.Select(tick => tick.ToString("G" + digits, CultureInfo.InvariantCulture))];
        return digits == MostDigits || labels.Distinct().Count() == labels.Count ? labels : Labels(ticks, digits + 1);
    }

    // Digits down to the one in which two ticks differ.
    private static int DigitsOf(double magnitude, double step)
    {
        var (first, last) = ((int)Math.Floor(Math.Log10(magnitude)), (int)Math.Floor(Math.Log10(step)));
        var digits = first - last + 1;
        return digits <= FewestDigits ? FewestDigits : Math.Min(Math.Max(digits, first < MostDigits ? first + 1 : 0), MostDigits);
    }

    // 1, 2 or 5 times a power of ten; 0 if the power underflows.
    private static double Round(double step)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(step)));
        return power > 0 ? power * ((step / power) switch { < 1.5 => 1, < 3.5 => 2, < 7.5 => 5, _ => 10 }) : 0;
    }
}
