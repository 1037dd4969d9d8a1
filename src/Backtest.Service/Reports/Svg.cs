using System.Globalization;
using System.Text;

namespace Backtest.Service.Reports;

/// <summary>A chart as inline SVG, drawn in data coordinates.</summary>
internal sealed class Svg
{
    private const double Left = 56;
    private const double Right = 8;
    private const double Top = 8;
    private const double Bottom = 24;
    private const int Ticks = 4;

    private readonly StringBuilder _marks = new();
    private readonly double _width;
    private readonly double _height;
    private readonly (double From, double To) _x;
    private readonly (double From, double To) _y;

    /// <summary>An empty chart.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="x">Range of x.</param>
    /// <param name="y">Range of y, which gets a margin except below 0 where it begins there.</param>
    public Svg(double width, double height, (double From, double To) x, (double From, double To) y)
    {
        var padding = y.To > y.From ? 0.04 * (y.To - y.From) : Math.Max(1, Math.Abs(y.To));
        (_width, _height, _x, _y) = (width, height, x.To > x.From ? x : (x.From - 1, x.To + 1), (y.From == 0 ? 0 : y.From - padding, y.To + padding));
    }

    /// <summary>A line; it breaks where a value is not finite.</summary>
    public Svg Line(string style, IEnumerable<(double X, double Y)> points)
    {
        var path = new StringBuilder();
        var pen = 'M';
        foreach (var (x, y) in points)
        {
            if (!double.IsFinite(y))
            {
                pen = 'M';
                continue;
            }

            path.Append(pen).Append(Number(AtX(x))).Append(' ').Append(Number(AtY(y)));
            pen = 'L';
        }

        return Add($"<path class=\"{style}\" d=\"{path}\"/>");
    }

    /// <summary>The area between two lines.</summary>
    public Svg Band(string style, IReadOnlyList<(double X, double Lower, double Upper)> points) => points.Count == 0 ? this : Add(
        $"<polygon class=\"{style}\" points=\"{string.Join(' ', points.Select(p => $"{Number(AtX(p.X))},{Number(AtY(p.Upper))}").Concat(points.Reverse().Select(p => $"{Number(AtX(p.X))},{Number(AtY(p.Lower))}")))}\"/>");

    /// <summary>A rectangle over the whole height, from one x to another.</summary>
    public Svg Shade(string style, double from, double to) =>
        Add($"<rect class=\"{style}\" x=\"{Number(AtX(from))}\" y=\"{Number(Top)}\" width=\"{Number(AtX(to) - AtX(from))}\" height=\"{Number(_height - Top - Bottom)}\"/>");

    /// <summary>A bar from 0, centred at x, of a width in data coordinates.</summary>
    public Svg Bar(string style, double x, double y, double width)
    {
        var (zero, end) = (AtY(Math.Clamp(0, _y.From, _y.To)), AtY(y));
        return Add($"<rect class=\"{style}\" x=\"{Number(AtX(x - (width / 2)))}\" y=\"{Number(Math.Min(zero, end))}\" width=\"{Number(AtX(x + (width / 2)) - AtX(x - (width / 2)))}\" height=\"{Number(Math.Abs(end - zero))}\"/>");
    }

    /// <summary>The chart as SVG.</summary>
    /// <param name="title">What it shows, for those who cannot see it.</param>
    /// <param name="labels">Texts below the x axis, with their places.</param>
    public string ToMarkup(string title, IEnumerable<(double X, string Text)> labels)
    {
        var axes = new StringBuilder();
        var step = RoundStep((_y.To - _y.From) / Ticks);
        for (var k = (int)Math.Ceiling(_y.From / step); k * step <= _y.To; k++)
        {
            var value = k * step;
            axes.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{Number(Left)}\" x2=\"{Number(_width - Right)}\" y1=\"{Number(AtY(value))}\" y2=\"{Number(AtY(value))}\"/>");
            axes.Append(CultureInfo.InvariantCulture, $"<text x=\"{Number(Left - 6)}\" y=\"{Number(AtY(value) + 4)}\" text-anchor=\"end\">{value:G6}</text>");
        }

        foreach (var (x, text) in labels)
        {
            var anchor = x <= _x.From ? "start" : x >= _x.To ? "end" : "middle";
            axes.Append(CultureInfo.InvariantCulture, $"<text x=\"{Number(AtX(x))}\" y=\"{Number(_height - 6)}\" text-anchor=\"{anchor}\">{Html.Text(text)}</text>");
        }

        return $"<svg viewBox=\"0 0 {Number(_width)} {Number(_height)}\" role=\"img\" aria-label=\"{Html.Text(title)}\">{axes}{_marks}</svg>";
    }

    // 1, 2 or 5 times a power of ten.
    private static double RoundStep(double step)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(step)));
        return power * ((step / power) switch { < 1.5 => 1, < 3.5 => 2, < 7.5 => 5, _ => 10 });
    }

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    private Svg Add(string mark)
    {
        _marks.Append(mark);
        return this;
    }

    private double AtX(double x) => Left + ((x - _x.From) / (_x.To - _x.From) * (_width - Left - Right));

    private double AtY(double y) => Top + ((_y.To - y) / (_y.To - _y.From) * (_height - Top - Bottom));
}
