using Backtest.Core.Numerics;

namespace Backtest.Core.Models.ExponentialSmoothing;

/// <summary>
/// The likelihood as a function of free variables of the order of 1: smoothing parameters mapped to the bounds of R's <c>ets</c>, and
/// initial states relative to the starting ones. One seasonal state follows from the others.
/// </summary>
internal sealed class EtsObjective
{
    private const double Least = 1e-4;
    private const double Most = 1 - 1e-4;
    private const double LeastDamping = 0.8;
    private const double MostDamping = 0.98;

    private readonly EtsComponents _components;
    private readonly EtsLikelihood _likelihood;
    private readonly EtsState _start;
    private readonly double _levelUnit;
    private readonly double _trendUnit;
    private readonly double _seasonUnit;
    private readonly double[] _season;
    private readonly double[] _seasonGradient;
    private SmoothingParameters _parameters = new(0, 0, 0, 1);
    private double _level;
    private double _trend;

    /// <summary>Creates the objective.</summary>
    /// <param name="components">The form.</param>
    /// <param name="likelihood">Its likelihood.</param>
    /// <param name="start">The initial states at which all variables are 0.</param>
    /// <param name="unit">Approximate size of an error, in units of the series.</param>
    public EtsObjective(EtsComponents components, EtsLikelihood likelihood, EtsState start, double unit)
    {
        _components = components;
        _likelihood = likelihood;
        _start = start;
        _levelUnit = unit;
        _trendUnit = unit / 4;
        _seasonUnit = components.Season == EtsSeason.Multiplicative ? unit / Math.Max(Math.Abs(start.Level), unit) : unit;
        _season = [.. start.Season];
        _seasonGradient = new double[_season.Length];
        Size = components.ParameterCount(_season.Length);
    }

    /// <summary>Number of variables.</summary>
    public int Size { get; }

    /// <summary>Smoothing parameters of the last evaluation.</summary>
    public SmoothingParameters Parameters => _parameters;

    /// <summary>Initial states of the last evaluation.</summary>
    public EtsState Initial => new(_level, _trend, [.. _season]);

    /// <summary>Sets the variables of smoothing parameters to given shares of their ranges.</summary>
    public void SetSmoothing(Span<double> variables, double alpha, double beta, double gamma, double phi)
    {
        var k = 0;
        variables[k++] = BoundedVariable.OfShare(alpha);
        if (_components.HasTrend)
        {
            variables[k++] = BoundedVariable.OfShare(beta);
        }

        if (_components.IsSeasonal)
        {
            variables[k++] = BoundedVariable.OfShare(gamma);
        }

        if (_components.IsDamped)
        {
            variables[k] = BoundedVariable.OfShare(phi);
        }
    }

    /// <summary>Sets the variables of the initial level and trend.</summary>
    public void SetLine(Span<double> variables, EtsState state)
    {
        variables[_components.Smoothings] = (state.Level - _start.Level) / _levelUnit;
        if (_components.HasTrend)
        {
            variables[_components.Smoothings + 1] = (state.Trend - _start.Trend) / _trendUnit;
        }
    }

    /// <summary>The criterion; infinite outside the admissible region.</summary>
    public double Evaluate(double[] variables)
    {
        Unpack(variables);
        return _components.IsSeasonal && !AdmissibleRegion.Contains(_parameters, _components.HasTrend, _season.Length)
            ? double.PositiveInfinity
            : _likelihood.Evaluate(_parameters, _level, _trend, _season);
    }

    /// <summary>The criterion's gradient at a point where it is finite.</summary>
    public void Gradient(double[] variables, double[] gradient)
    {
        Evaluate(variables);
        Span<double> natural = stackalloc double[6];
        _likelihood.Gradient(_parameters, natural, _seasonGradient);
        var k = 0;
        var alphaAt = k++;
        var ofAlpha = natural[0];
        if (_components.HasTrend)
        {
            ofAlpha += natural[1] * BoundedVariable.Share(variables[k]);
            gradient[k] = natural[1] * (_parameters.Alpha - Least) * BoundedVariable.Slope(variables[k]);
            k++;
        }

        if (_components.IsSeasonal)
        {
            ofAlpha -= natural[2] * BoundedVariable.Share(variables[k]);
            gradient[k] = natural[2] * (1 - _parameters.Alpha - Least) * BoundedVariable.Slope(variables[k]);
            k++;
        }

        if (_components.IsDamped)
        {
            gradient[k] = natural[3] * (MostDamping - LeastDamping) * BoundedVariable.Slope(variables[k]);
            k++;
        }

        gradient[alphaAt] = ofAlpha * (Most - Least) * BoundedVariable.Slope(variables[alphaAt]);
        gradient[k++] = natural[4] * _levelUnit;
        if (_components.HasTrend)
        {
            gradient[k++] = natural[5] * _trendUnit;
        }

        for (var phase = 1; phase < _season.Length; phase++)
        {
            gradient[k++] = (_seasonGradient[phase] - _seasonGradient[0]) * _seasonUnit;
        }
    }

    private void Unpack(ReadOnlySpan<double> variables)
    {
        var k = 0;
        var alpha = Least + ((Most - Least) * BoundedVariable.Share(variables[k++]));
        var beta = _components.HasTrend ? Least + ((alpha - Least) * BoundedVariable.Share(variables[k++])) : 0;
        var gamma = _components.IsSeasonal ? Least + ((1 - alpha - Least) * BoundedVariable.Share(variables[k++])) : 0;
        var phi = _components.IsDamped ? LeastDamping + ((MostDamping - LeastDamping) * BoundedVariable.Share(variables[k++])) : 1;
        _parameters = new SmoothingParameters(alpha, beta, gamma, phi);
        _level = _start.Level + (_levelUnit * variables[k++]);
        _trend = _components.HasTrend ? _start.Trend + (_trendUnit * variables[k++]) : 0;
        if (_components.IsSeasonal)
        {
            var rest = _components.Season == EtsSeason.Multiplicative ? (double)_season.Length : 0;
            for (var phase = 1; phase < _season.Length; phase++)
            {
                _season[phase] = _start.Season[phase] + (_seasonUnit * variables[k++]);
                rest -= _season[phase];
            }

            _season[0] = rest;
        }
    }
}
