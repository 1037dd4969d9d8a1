namespace Backtest.Core.Diagnostics;

/// <summary>
/// STL (Cleveland, Cleveland, McRae and Terpenning, "STL: A Seasonal-Trend Decomposition Procedure Based on Loess",
/// Journal of Official Statistics 6, 1990), with the paper's notation n(p), n(s), n(t), n(l) for the season length
/// and the windows of the seasonal, trend and low-pass filters. A window is evaluated at every tenth of its length.
/// </summary>
internal static class Stl
{
    /// <summary>Decomposes a series.</summary>
    /// <param name="values">Values in time order, none missing.</param>
    /// <param name="seasonLength">Season length m, at least 2.</param>
    /// <param name="options">How smooth the parts are; null for the defaults.</param>
    /// <exception cref="UndefinedStatisticException">The series is not longer than two seasons, or a value is missing.</exception>
    public static StlDecomposition Decompose(ReadOnlySpan<double> values, int seasonLength, StlOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(seasonLength, 2);
        options ??= new StlOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.SeasonalWindow ?? 7, 7, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNotEqual((options.SeasonalWindow ?? 7) % 2, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.TrendWindow ?? 3, 3, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNotEqual((options.TrendWindow ?? 3) % 2, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)options.SeasonalDegree, 1u, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.RobustnessIterations, nameof(options));
        if (values.Length <= 2L * seasonLength)
        {
            throw new UndefinedStatisticException($"{values.Length} values are not longer than two seasons of {seasonLength}.");
        }

        if (ObservedValues.Count(values) < values.Length)
        {
            throw new UndefinedStatisticException("A value is missing.");
        }

        var iteration = new Iteration(values.ToArray(), seasonLength, options);
        var inner = options.RobustnessIterations > 0 ? 1 : 2;
        iteration.Run(inner);
        for (var k = 0; k < options.RobustnessIterations; k++)
        {
            iteration.Reweigh();
            iteration.Run(inner);
        }

        return iteration.Result(options.SeasonalWindow is null);
    }

    private static int OddAtLeast(double length)
    {
        var whole = (int)Math.Ceiling(length);
        return whole % 2 == 0 ? whole + 1 : whole;
    }

    private static Loess Smoother(int window, int degree) => new(window, degree, ((window - 1) / 10) + 1);

    // Invariant: y = seasonal + trend + remainder.
    private sealed class Iteration
    {
        private readonly double[] _values;
        private readonly int _season;
        private readonly int _seasonalWindow;
        private readonly Loess _seasonalLoess;
        private readonly Loess _trendLoess;
        private readonly Loess _lowPassLoess;
        private readonly double[] _seasonal;
        private readonly double[] _trend;
        private readonly double[] _work;

        // The smoothed cycle-subseries, one season longer at either end.
        private readonly double[] _cycle;
        private readonly double[] _average;
        private double[] _weights = [];

        public Iteration(double[] values, int season, StlOptions options)
        {
            var n = values.Length;
            (_values, _season) = (values, season);

            // A season that never changes is a constant over a window far wider than the series.
            _seasonalWindow = options.SeasonalWindow ?? ((10 * Math.Min(n, 100_000_000)) + 1);
            var trendWindow = options.TrendWindow ?? OddAtLeast(Math.Ceiling(1.5 * season / (1 - (1.5 / _seasonalWindow))));
            _seasonalLoess = Smoother(_seasonalWindow, options.SeasonalWindow is null ? 0 : options.SeasonalDegree);
            _trendLoess = Smoother(trendWindow, 1);
            _lowPassLoess = Smoother(OddAtLeast(season), 1);
            (_seasonal, _trend, _work) = (new double[n], new double[n], new double[n]);
            (_cycle, _average) = (new double[n + (2 * season)], new double[n + (2 * season)]);
        }

        public void Run(int times)
        {
            for (var k = 0; k < times; k++)
            {
                RunOnce();
            }
        }

        /// <summary>Bisquare weights of the remainder, by six times its median magnitude (section 2.4).</summary>
        public void Reweigh()
        {
            var n = _values.Length;
            _weights = _weights.Length == 0 ? new double[n] : _weights;
            for (var t = 0; t < n; t++)
            {
                _work[t] = Math.Abs(_values[t] - _seasonal[t] - _trend[t]);
            }

            var sorted = (double[])_work.Clone();
            Array.Sort(sorted);
            var limit = 3 * (sorted[n / 2] + sorted[n - (n / 2) - 1]);
            for (var t = 0; t < n; t++)
            {
                var ratio = _work[t] / limit;
                var rest = 1 - (ratio * ratio);
                _weights[t] = _work[t] <= 0.001 * limit ? 1 : _work[t] <= 0.999 * limit ? rest * rest : 0;
            }
        }

        public StlDecomposition Result(bool periodic)
        {
            if (periodic)
            {
                AverageSeasons();
            }

            var remainder = _work;
            for (var t = 0; t < remainder.Length; t++)
            {
                remainder[t] = _values[t] - _seasonal[t] - _trend[t];
            }

            var weights = _weights;
            if (weights.Length == 0)
            {
                weights = new double[remainder.Length];
                Array.Fill(weights, 1);
            }

            return new StlDecomposition(_seasonal, _trend, remainder, weights);
        }

        // One pass of the inner loop, steps 1 to 6 of section 2.3.
        private void RunOnce()
        {
            var n = _values.Length;
            for (var t = 0; t < n; t++)
            {
                _work[t] = _values[t] - _trend[t];
            }

            SmoothCycles();
            _cycle.CopyTo(_average, 0);
            AverageInPlace(_average, _season);
            AverageInPlace(_average.AsSpan(0, n + _season + 1), _season);
            AverageInPlace(_average.AsSpan(0, n + 2), 3);
            _lowPassLoess.Smooth(_average.AsSpan(0, n), [], _work);
            for (var t = 0; t < n; t++)
            {
                _seasonal[t] = _cycle[_season + t] - _work[t];
                _work[t] = _values[t] - _seasonal[t];
            }

            _trendLoess.Smooth(_work, _weights, _trend);
        }

        // Smooths each cycle-subseries of the detrended values and extends it by a value at either end.
        private void SmoothCycles()
        {
            var most = ((_values.Length - 1) / _season) + 1;
            var (cycle, smooth) = (new double[most], new double[most]);
            var robustness = new double[_weights.Length == 0 ? 0 : most];
            for (var phase = 0; phase < _season; phase++)
            {
                var count = ((_values.Length - 1 - phase) / _season) + 1;
                for (var k = 0; k < count; k++)
                {
                    cycle[k] = _work[phase + (k * _season)];
                    if (robustness.Length > 0)
                    {
                        robustness[k] = _weights[phase + (k * _season)];
                    }
                }

                var subseries = cycle.AsSpan(0, count);
                var weights = robustness.Length > 0 ? robustness.AsSpan(0, count) : [];
                _seasonalLoess.Smooth(subseries, weights, smooth.AsSpan(0, count));
                var span = Math.Min(_seasonalWindow, count);
                _cycle[phase] = _seasonalLoess.FitAt(subseries, weights, -1, 0, span - 1) ?? smooth[0];
                for (var k = 0; k < count; k++)
                {
                    _cycle[phase + ((k + 1) * _season)] = smooth[k];
                }

                _cycle[phase + ((count + 1) * _season)] =
                    _seasonalLoess.FitAt(subseries, weights, count, count - span, count - 1) ?? smooth[count - 1];
            }
        }

        private void AverageSeasons()
        {
            for (var phase = 0; phase < _season; phase++)
            {
                var (sum, count) = (0.0, 0);
                for (var t = phase; t < _seasonal.Length; t += _season)
                {
                    sum += _seasonal[t];
                    count++;
                }

                for (var t = phase; t < _seasonal.Length; t += _season)
                {
                    _seasonal[t] = sum / count;
                }
            }
        }

        // Element t becomes the mean of elements t..t + length - 1; the last length - 1 elements become meaningless.
        private static void AverageInPlace(Span<double> values, int length)
        {
            var sum = 0.0;
            for (var t = 0; t < length; t++)
            {
                sum += values[t];
            }

            for (var t = 0; t + length <= values.Length; t++)
            {
                var first = values[t];
                values[t] = sum / length;
                if (t + length < values.Length)
                {
                    sum += values[t + length] - first;
                }
            }
        }
    }
}
