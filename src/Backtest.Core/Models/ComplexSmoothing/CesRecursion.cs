namespace Backtest.Core.Models.ComplexSmoothing;

/// <summary>
/// The recursion of complex exponential smoothing (Svetunkov, Kourentzes and Ord, 2022): with the states l and c and an error e,
/// l' = l - (1 - alpha1) c + (alpha0 - alpha1) e and c' = l + (1 - alpha0) c + (alpha0 + alpha1) e. A full season follows this recursion
/// with beta from one season to the next, and a partial one s' = s + beta0 e.
/// </summary>
internal sealed class CesRecursion
{
    private readonly double[] _level;
    private readonly double[] _potential;
    private readonly double[] _season;
    private readonly double[] _seasonPotential;
    private readonly int _phases;
    private CesParameters _parameters;
    private int _phase;

    /// <summary>Starts from a state, which stays unchanged.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="state">The state.</param>
    /// <param name="phase">Phase of the next value in the season, from 0.</param>
    public CesRecursion(CesParameters parameters, CesState state, int phase = 0)
    {
        _parameters = parameters;
        (_level, _potential) = ([.. state.Level], [.. state.Potential]);
        (_season, _seasonPotential) = ([.. state.Season], [.. state.SeasonPotential]);
        _phases = Math.Max(_level.Length, _season.Length);
        _phase = phase % _phases;
    }

    /// <summary>The state.</summary>
    public CesState State => new([.. _level], [.. _potential], [.. _season], [.. _seasonPotential]);

    private int LevelAt => _level.Length == 1 ? 0 : _phase;

    /// <summary>Restarts from a state of the same form, at the first phase.</summary>
    public void Begin(CesParameters parameters, CesState state)
    {
        _parameters = parameters;
        state.Level.CopyTo(_level, 0);
        state.Potential.CopyTo(_potential, 0);
        state.Season.CopyTo(_season, 0);
        state.SeasonPotential.CopyTo(_seasonPotential, 0);
        _phase = 0;
    }

    /// <summary>The forecast of the next value.</summary>
    public double Predict() => _season.Length > 0 ? _level[LevelAt] + _season[_phase] : _level[LevelAt];

    /// <summary>Advances by a value with the given forecast error.</summary>
    public void Advance(double error)
    {
        Move(_level, _potential, LevelAt, error, _parameters.Alpha0, _parameters.Alpha1);
        MoveSeason(_season, _seasonPotential, _phase, error, _parameters);
        _phase = _phase + 1 == _phases ? 0 : _phase + 1;
    }

    /// <summary>Follows a series from its first phase on; the states advance as forecast where a value is missing.</summary>
    /// <returns>The sum of squared errors.</returns>
    public double Follow(ReadOnlySpan<double> series)
    {
        var squares = Pass(series, 0, 1);
        _phase = series.Length % _phases;
        return squares;
    }

    /// <summary>
    /// Computes the state before the first value by backcasting: along the series, and then from its end back to its beginning with the
    /// same recursion, so that all values determine the state.
    /// </summary>
    public void Backcast(ReadOnlySpan<double> series)
    {
        Pass(series, 0, 1);
        Turn();
        Pass(series, series.Length - 1, -1);
        Turn();
        _phase = 0;
    }

    // Read in the other direction, the states after the last value are those before it.
    private void Turn()
    {
        for (var k = 0; k < _level.Length; k++)
        {
            Move(_level, _potential, k, 0, _parameters.Alpha0, _parameters.Alpha1);
        }

        for (var k = 0; k < _season.Length; k++)
        {
            MoveSeason(_season, _seasonPotential, k, 0, _parameters);
        }
    }

    // The hot loop of the search.
    private double Pass(ReadOnlySpan<double> series, int first, int step)
    {
        var (parameters, level, potential, season, seasonPotential) = (_parameters, _level, _potential, _season, _seasonPotential);
        var (alpha0, alpha1) = (parameters.Alpha0, parameters.Alpha1);
        var (squares, phase) = (0.0, first % _phases);
        for (var t = first; (uint)t < (uint)series.Length; t += step)
        {
            var at = level.Length == 1 ? 0 : phase;
            var error = series[t] - (season.Length > 0 ? level[at] + season[phase] : level[at]);
            error = double.IsNaN(series[t]) ? 0 : error;
            squares += error * error;
            Move(level, potential, at, error, alpha0, alpha1);
            MoveSeason(season, seasonPotential, phase, error, parameters);
            phase += step;
            phase = phase == _phases ? 0 : phase < 0 ? _phases - 1 : phase;
        }

        return squares;
    }

    private static void MoveSeason(double[] season, double[] seasonPotential, int phase, double error, CesParameters parameters)
    {
        if (seasonPotential.Length > 0)
        {
            Move(season, seasonPotential, phase, error, parameters.Beta0, parameters.Beta1);
        }
        else if (season.Length > 0)
        {
            season[phase] += parameters.Beta0 * error;
        }
    }

    private static void Move(double[] real, double[] imaginary, int at, double error, double parameter0, double parameter1)
    {
        var (l, c) = (real[at], imaginary[at]);
        real[at] = l - ((1 - parameter1) * c) + ((parameter0 - parameter1) * error);
        imaginary[at] = l + ((1 - parameter0) * c) + ((parameter0 + parameter1) * error);
    }
}
