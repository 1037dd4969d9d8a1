using Backtest.Core.Models.Lstm;
using Backtest.Core.Models.Lstm.Pooled;
using Backtest.Core.Problems;
using Backtest.Core.Series;
using Backtest.Core.Series.Calendars;

namespace Backtest.Core.Models;

/// <summary>
/// What a model may see of a series at an origin: the values so far, the covariates so far, and the future values of covariates known
/// ahead. Models get nothing else, so nothing else can leak into them.
/// </summary>
public readonly ref struct History
{
    private readonly IReadOnlyList<Covariate> _covariates;
    private readonly int _start;
    private readonly int _seriesLength;
    private readonly PanelNetworks? _networks;

    /// <summary>Wraps the values of a series without covariates.</summary>
    public History(ReadOnlySpan<double> values)
        : this(values, [], 0, values.Length, null)
    {
    }

    private History(
        ReadOnlySpan<double> values, IReadOnlyList<Covariate> covariates, int start, int seriesLength, PanelNetworks? networks)
    {
        Values = values;
        _covariates = covariates;
        _start = start;
        _seriesLength = seriesLength;
        _networks = networks;
    }

    /// <summary>Values in time order; missing ones are NaN.</summary>
    public ReadOnlySpan<double> Values { get; }

    /// <summary>Number of values.</summary>
    public int Length => Values.Length;

    /// <summary>Number of values in the series up to the end of the history.</summary>
    internal int End => _start + Length;

    /// <summary>Index of the first value in the series.</summary>
    internal int Start => _start;

    /// <summary>The history with more covariates, which begin with the series.</summary>
    internal History With(IReadOnlyList<Covariate> covariates) =>
        covariates.Count == 0 ? this : new History(Values, [.. covariates, .. _covariates], _start, _seriesLength, _networks);

    /// <summary>A whole series, with the covariates of its file and of its calendar.</summary>
    /// <param name="series">The series.</param>
    /// <param name="networks">The networks of its panel's global trials; null for none.</param>
    public static History Of(TimeSeries series, PanelNetworks? networks = null) =>
        new(series.Values, [.. series.Covariates ?? [], .. CalendarColumns.Of(series)], 0, series.Length, networks);

    /// <summary>The values of a series without covariates.</summary>
    public static implicit operator History(ReadOnlySpan<double> values) => new(values);

    /// <summary>The values of a series without covariates.</summary>
    public static implicit operator History(double[] values) => new(values);

    /// <summary>The part from one index up to another, exclusive.</summary>
    public History this[Range range]
    {
        get
        {
            var (start, length) = range.GetOffsetAndLength(Length);
            return new History(Values.Slice(start, length), _covariates, _start + start, _seriesLength, _networks);
        }
    }

    /// <summary>The latest networks of a global trial whose training used no value, of any series, after the end of this history.</summary>
    /// <exception cref="FitException">There are none.</exception>
    internal TrainedNetworks NetworksOf(LstmSpec spec) =>
        _networks?.Find(spec, _start + Length)
            ?? throw new FitException($"{spec.Label} needs the networks of its panel, and none was trained up to here.");

    /// <summary>Whether the series has a covariate.</summary>
    public bool HasCovariate(string covariate) => _covariates.Any(one => one.Name == covariate);

    /// <summary>Whether a covariate is known ahead.</summary>
    /// <exception cref="FitException">There is no such covariate.</exception>
    public bool IsKnownAhead(string covariate) => Find(covariate).IsKnownAhead;

    /// <summary>
    /// The values of a covariate at the times of <see cref="Values"/>, NaN where missing, followed by those of some steps ahead, none of
    /// which is missing.
    /// </summary>
    /// <remarks>
    /// Within the series, as in a window, missing values of steps ahead are interpolated between their neighbours. After the series'
    /// last value nothing is interpolated.
    /// </remarks>
    /// <param name="covariate">Its name.</param>
    /// <param name="ahead">Steps past the end; above 0 only for a covariate that is known ahead.</param>
    /// <exception cref="FitException">The covariate does not exist, or is not known for all of these steps.</exception>
    public ReadOnlySpan<double> Covariate(string covariate, int ahead = 0)
    {
        var found = Find(covariate);
        if (ahead > 0 && !found.IsKnownAhead)
        {
            throw new FitException($"The covariate '{covariate}' is known only up to the last value.");
        }

        var origin = _start + Length;
        var end = origin + ahead;
        if (end > found.Values.Length)
        {
            throw new FitException(
                $"The covariate '{covariate}' is known for {Math.Max(0, found.Values.Length - origin)} steps ahead, but the forecast "
                    + $"needs {ahead}.");
        }

        var values = found.Values.AsSpan(_start..end);
        if (!values[Length..].Contains(double.NaN))
        {
            return values;
        }

        for (var t = Math.Max(origin, _seriesLength); t < end; t++)
        {
            if (double.IsNaN(found.Values[t]))
            {
                throw new FitException(
                    $"The covariate '{covariate}' has no value at step {t - origin + 1} ahead, but the forecast needs {ahead} steps.");
            }
        }

        var own = found.Values.AsSpan(0, Math.Min(_seriesLength, found.Values.Length));
        if (!own.ContainsAnyExcept(double.NaN))
        {
            throw new FitException($"The covariate '{covariate}' has no value.");
        }

        var filled = MissingValues.Interpolate(own, out _);
        return (double[])[
            .. values[..Length],
            .. filled.AsSpan(origin..Math.Min(end, _seriesLength)),
            .. values[Math.Min(values.Length, _seriesLength - _start)..]];
    }

    private Covariate Find(string name)
    {
        foreach (var covariate in _covariates)
        {
            if (covariate.Name == name)
            {
                return covariate;
            }
        }

        throw new FitException($"The series has no covariate '{name}'.");
    }
}
