using System.Runtime.CompilerServices;

namespace Backtest.Core.Models.ExponentialSmoothing;

/// <summary>
/// The recursion of all forms (Hyndman et al., 2008, chapter 2). With q = l + phi b and the error e = y - mu of the one-step forecast mu,
/// which is q, q + s or q s, both kinds of errors update the states alike: l = q + alpha e, b = phi b + beta e, s = s + gamma e. With a
/// multiplicative season, level and trend use e / s in place of e, and the season e / q.
/// </summary>
internal struct EtsRecursion
{
    private readonly EtsSeason _kind;
    private readonly double _alpha;
    private readonly double _beta;
    private readonly double _gamma;
    private readonly double _phi;
    private readonly double[] _season;
    private int _next;

    /// <summary>Starts from a state.</summary>
    /// <param name="kind">The kind of season.</param>
    /// <param name="parameters">Smoothing parameters.</param>
    /// <param name="level">Level.</param>
    /// <param name="trend">Trend.</param>
    /// <param name="season">Seasonal states, that of the next observation first; overwritten as the recursion advances.</param>
    public EtsRecursion(EtsSeason kind, SmoothingParameters parameters, double level, double trend, double[] season)
    {
        _kind = kind;
        (_alpha, _beta, _gamma, _phi) = parameters;
        Level = level;
        Trend = trend;
        _season = kind == EtsSeason.None ? [0] : season;
    }

    /// <summary>Level l.</summary>
    public double Level { get; private set; }

    /// <summary>Trend b.</summary>
    public double Trend { get; private set; }

    /// <summary>q of the last prediction: the level extrapolated by the trend.</summary>
    public double Base { get; private set; }

    /// <summary>s of the last prediction; 0 without a season.</summary>
    public double Seasonal { get; private set; }

    /// <summary>Starts from a copy of a state.</summary>
    public static EtsRecursion From(EtsSeason kind, SmoothingParameters parameters, EtsState state) =>
        new(kind, parameters, state.Level, state.Trend, [.. state.Season]);

    /// <summary>The one-step forecast mu.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Predict()
    {
        Base = Level + (_phi * Trend);
        Seasonal = _season[_next];
        return _kind == EtsSeason.Multiplicative ? Base * Seasonal : Base + Seasonal;
    }

    /// <summary>Advances by one observation, after <see cref="Predict"/>.</summary>
    /// <param name="error">e = y - mu; 0 if y is missing, so that the states advance as forecast.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance(double error)
    {
        var (ofLevel, ofSeason) = _kind == EtsSeason.Multiplicative ? (error / Seasonal, error / Base) : (error, error);
        Level = Base + (_alpha * ofLevel);
        Trend = (_phi * Trend) + (_beta * ofLevel);
        _season[_next] = Seasonal + (_gamma * ofSeason);
        if (++_next == _season.Length)
        {
            _next = 0;
        }
    }

    /// <summary>The state reached.</summary>
    public readonly EtsState State() =>
        new(Level, Trend, _kind == EtsSeason.None ? [] : [.. _season.AsSpan(_next), .. _season.AsSpan(0, _next)]);
}
