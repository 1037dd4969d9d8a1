using System.Globalization;
using System.Text;

namespace Backtest.Reports;

/// <summary>A chart as inline SVG, drawn in data coordinates.</summary>
internal sealed class Svg
{
    private const double LeastLeft = 56;
    private const double LabelGap = 6;
    private const double DigitWidth = 6.5;
    private const double LineHeight = 14;
    private const double Right = 8;
    private const double Top = 8;
    private const double Bottom = 24;
    private const double Edge = 0.03;

    // A single value has no line, so it gets a ring, and its interval a bar as wide.
    private const double RingRadius = 3;

    private readonly StringBuilder _marks = new();
    private readonly double _width;
    private readonly double _height;
    private readonly double _left;
    private readonly Axis _x;
    private readonly Axis _y;

    /// <summary>An empty chart.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="x">Range of x.</param>
    /// <param name="values">
    /// Values that the y axis must cover. It gets a margin, except below 0 if it begins there. Values that are not finite are ignored.
    /// </param>
    public Svg(double width, double height, (double From, double To) x, IEnumerable<double> values)
    {
        (_width, _height) = (width, height);
        _x = x.To > x.From ? new Axis(x.From, x.To) : new Axis(x.From - 1, x.To + 1);
        _y = AxisOf([.. values.Where(double.IsFinite).DefaultIfEmpty(0)]);
        _left = Math.Max(LeastLeft, (2 * LabelGap) + (DigitWidth * _y.Ticks.Select(tick => tick.Label.Length).DefaultIfEmpty(0).Max()));
    }

    /// <summary>A line, with gaps at values that are not finite, and a ring around a value between two gaps.</summary>
    public Svg Line(string style, IEnumerable<(double X, double Y)> points)
    {
        var (path, rings) = (new StringBuilder(), new StringBuilder());
        var line = new List<(double X, double Y)>();
        foreach (var (x, y) in points.Append((0, double.NaN)))
        {
            if (double.IsFinite(y))
            {
                line.Add((AtX(x), AtY(y)));
                continue;
            }

            if (line is [var only])
            {
                rings.Append($"<circle class=\"{style}\" cx=\"{Number(only.X)}\" cy=\"{Number(only.Y)}\" r=\"{Number(RingRadius)}\"/>");
            }
            else if (line.Count > 1)
            {
                path.Append('M').AppendJoin('L', line.Select(point => $"{Number(point.X)} {Number(point.Y)}"));
            }

            line.Clear();
        }

        return Add($"<path class=\"{style}\" d=\"{path}\"/>{rings}");
    }

    /// <summary>The area between two lines of finite values; for a single point a narrow bar.</summary>
    public Svg Band(string style, IReadOnlyList<(double X, double Lower, double Upper)> points) => points is [] ? this
        : points is [var only] ? Add(
            $"<rect class=\"{style}\" x=\"{Number(AtX(only.X) - RingRadius)}\" y=\"{Number(AtY(only.Upper))}\" "
                + $"width=\"{Number(2 * RingRadius)}\" height=\"{Number(AtY(only.Lower) - AtY(only.Upper))}\"/>")
        : Add($"<polygon class=\"{style}\" points=\"{string.Join(' ', points.Select(p => $"{Number(AtX(p.X))},{Number(AtY(p.Upper))}").Concat(points.Reverse().Select(p => $"{Number(AtX(p.X))},{Number(AtY(p.Lower))}")))}\"/>");

    /// <summary>A rectangle over the whole height, from one x to another.</summary>
    public Svg Shade(string style, double from, double to) =>
        Add($"<rect class=\"{style}\" x=\"{Number(AtX(from))}\" y=\"{Number(Top)}\" width=\"{Number(AtX(to) - AtX(from))}\" "
            + $"height=\"{Number(_height - Top - Bottom)}\"/>");

    /// <summary>A bar from 0, centred at x, with a width in data coordinates; none if the value is not finite.</summary>
    public Svg Bar(string style, double x, double y, double width)
    {
        if (!double.IsFinite(y))
        {
            return this;
        }

        var (zero, end) = (AtY(_y.Nearest(0)), AtY(y));
        return Add(
            $"<rect class=\"{style}\" x=\"{Number(AtX(x - (width / 2)))}\" y=\"{Number(Math.Min(zero, end))}\" width=\"{Number(AtX(x + (width / 2)) - AtX(x - (width / 2)))}\" height=\"{Number(Math.Abs(end - zero))}\"/>");
    }

    /// <summary>A text centred above a place.</summary>
    public Svg Note(double x, double y, string text) => Add(
        $"<text x=\"{Number(AtX(x))}\" y=\"{Number(AtY(y) - 2)}\" text-anchor=\"middle\">{Html.Text(text)}</text>");

    /// <summary>The chart as SVG.</summary>
    /// <param name="title">Its description for readers who cannot see it.</param>
    /// <param name="labels">Texts below the x axis, with their positions.</param>
    /// <param name="unit">Unit of the y axis; null if it is not known.</param>
    public string ToMarkup(string title, IEnumerable<(double X, string Text)> labels, string? unit = null)
    {
        var axes = new StringBuilder();
        foreach (var (value, label) in ShownTicks())
        {
            axes.Append(
                CultureInfo.InvariantCulture,
                $"<line class=\"grid\" x1=\"{Number(_left)}\" x2=\"{Number(_width - Right)}\" y1=\"{Number(AtY(value))}\" "
                    + $"y2=\"{Number(AtY(value))}\"/>");
            axes.Append(
                CultureInfo.InvariantCulture,
                $"<text x=\"{Number(_left - LabelGap)}\" y=\"{Number(AtY(value) + 4)}\" text-anchor=\"end\">{label}</text>");
        }

        foreach (var (x, text) in labels)
        {
            // A text at an edge of the chart stays inside.
            var (share, half) = (_x.ShareBefore(x), DigitWidth * text.Length / 2);
            var anchor = share <= Edge ? "start" : share >= 1 - Edge || AtX(x) + half > _width ? "end" : "middle";
            axes.Append(
                CultureInfo.InvariantCulture,
                $"<text x=\"{Number(AtX(x))}\" y=\"{Number(_height - 6)}\" text-anchor=\"{anchor}\">{Html.Text(text)}</text>");
        }

        // Above the lines, which may pass behind it.
        var name = unit is null
            ? ""
            : $"<text class=\"unit\" x=\"{Number(_left + LabelGap)}\" y=\"{Number(Top + 10)}\">{Html.Text(unit)}</text>";
        return $"<svg viewBox=\"0 0 {Number(_width)} {Number(_height)}\" role=\"img\" aria-label=\"{Html.Text(title)}\">{axes}{_marks}{name}</svg>";
    }

    // Every tick, or in a low chart every second or third one, among them 0.
    private IEnumerable<(double Value, string Label)> ShownTicks()
    {
        var ticks = _y.Ticks;
        var apart = ticks.Count > 1 ? Math.Abs(AtY(ticks[0].Value) - AtY(ticks[1].Value)) : LineHeight;
        var every = Math.Max(1, (int)Math.Ceiling(LineHeight / Math.Max(apart, 1)));
        var zero = ticks.Index().FirstOrDefault(tick => tick.Item.Value == 0).Index;
        return ticks.Where((_, k) => (k - zero) % every == 0);
    }

    private static Axis AxisOf(double[] values)
    {
        var (from, to) = (values.Min(), values.Max());
        var margin = to > from ? Margin(from, to) : Math.Max(1, Math.Abs(to));
        return new Axis(from == 0 ? 0 : Math.Max(from - margin, -double.MaxValue), Math.Min(to + margin, double.MaxValue));
    }

    // The difference of two numbers may be none.
    private static double Margin(double from, double to) => double.IsFinite(to - from) ? 0.04 * (to - from) : (0.04 * to) - (0.04 * from);

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    private Svg Add(string mark)
    {
        _marks.Append(mark);
        return this;
    }

    private double AtX(double x) => _left + (_x.ShareBefore(x) * (_width - _left - Right));

    private double AtY(double y) => Top + ((1 - _y.ShareBefore(y)) * (_height - Top - Bottom));
}
