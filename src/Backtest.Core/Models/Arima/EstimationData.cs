using Backtest.Core.Problems;

namespace Backtest.Core.Models.Arima;

/// <summary>
/// A varying series in the form used by estimation: standardised, so that level and unit do not matter, and differenced if no value is
/// missing.
/// </summary>
internal sealed class EstimationData
{
    /// <summary>
    /// Distance from 0, in units of <see cref="Scale"/>, up to which the diffuse prior is centred on 0, as in R. A level further away would
    /// contradict that prior, so it is centred on the first value instead.
    /// </summary>
    private const double LargestLevel = 1e4;

    private EstimationData(double[] series, double[]? regressor)
    {
        (Series, Regressor) = (series, regressor);
    }

    /// <summary>
    /// Without missing values, the differenced series minus <see cref="Offset"/> times its regressor, over <see cref="Scale"/>; otherwise
    /// the same for the undifferenced series.
    /// </summary>
    public double[] Series { get; }

    /// <summary>The constant's regressor, differenced like the series, or null.</summary>
    public double[]? Regressor { get; }

    /// <summary>Ordinary-least-squares start of the constant; estimation adds to it.</summary>
    public required double Offset { get; init; }

    /// <summary>Standard deviation of the differenced series.</summary>
    public required double Scale { get; init; }

    /// <summary>Whether values are missing between the first and the last observed one.</summary>
    public required bool HasMissing { get; init; }

    /// <summary>What the first d + D m values tell about earlier differenced ones; see <see cref="DiffuseStart"/>.</summary>
    public double[] Start { get; private init; } = [];

    /// <summary>The same for the regressor.</summary>
    public double[] RegressorStart { get; private init; } = [];

    /// <param name="spec">Differences and constant.</param>
    /// <param name="values">The series after its Box-Cox transformation, NaN where missing.</param>
    /// <exception cref="FitException">The values are too large.</exception>
    public static EstimationData Create(ArimaSpec spec, ReadOnlySpan<double> values)
    {
        // Missing values at either end do not affect the coefficients.
        var first = values.IndexOfAnyExcept(double.NaN);
        var last = values.LastIndexOfAnyExcept(double.NaN);
        values = values[first..(last + 1)];
        var hasMissing = values.Contains(double.NaN);
        var differenced = DifferenceOperator.Apply(spec, values);
        var unit = DifferenceOperator.OfConstant(spec);

        // If the fully observed differences do not vary, the spread of the values is the scale.
        var (mean, scale) = ExactFit.IsExact(spec, values, differenced)
            ? (0, Moments(values, true).Deviation)
            : Moments(differenced, spec.HasConstant);

        if (!double.IsFinite(scale))
        {
            throw new FitException("The series' values are too large: their squares overflow. Express them in a larger unit.");
        }

        var offset = mean / unit;
        var (series, regressor) = Standardise(spec, values, offset, scale);
        if (hasMissing)
        {
            return new EstimationData(series, regressor) { Offset = offset, Scale = scale, HasMissing = true };
        }

        return new EstimationData(
            DifferenceOperator.Apply(spec, series), regressor is null ? null : DifferenceOperator.Apply(spec, regressor))
        {
            Offset = offset,
            Scale = scale,
            HasMissing = false,
            Start = DiffuseStart.Solve(spec, series),
            RegressorStart = regressor is null ? [] : DiffuseStart.Solve(spec, regressor),
        };
    }

    private static (double[] Series, double[]? Regressor) Standardise(
        ArimaSpec spec, ReadOnlySpan<double> values, double offset, double scale)
    {
        var isTrend = spec.D + spec.SeasonalD > 0;
        var series = new double[values.Length];
        var regressor = spec.HasConstant ? new double[values.Length] : null;
        var origin = isTrend && Math.Abs(values[0]) > LargestLevel * scale ? values[0] : 0;
        for (var t = 0; t < series.Length; t++)
        {
            var x = isTrend ? t + 1.0 : 1;
            series[t] = (values[t] - origin - (spec.HasConstant ? offset * x : 0)) / scale;
            if (regressor is not null)
            {
                regressor[t] = x;
            }
        }

        return (series, regressor);
    }

    /// <summary>Mean (0 unless requested) of the observed values and root mean square around it, NaN if there are none.</summary>
    private static (double Mean, double Deviation) Moments(ReadOnlySpan<double> values, bool centre)
    {
        double mean = 0;
        var count = 0;
        foreach (var value in values)
        {
            if (!double.IsNaN(value))
            {
                count++;
                mean += (value - mean) / count;
            }
        }

        mean = centre ? mean : 0;
        double largest = 0;
        foreach (var value in values)
        {
            largest = double.IsNaN(value) ? largest : Math.Max(largest, Math.Abs(value - mean));
        }

        if (count == 0 || largest == 0)
        {
            return (mean, count == 0 ? double.NaN : 0);
        }

        double squares = 0;
        foreach (var value in values)
        {
            if (!double.IsNaN(value))
            {
                var ratio = (value - mean) / largest;
                squares += ratio * ratio;
            }
        }

        return (mean, largest * Math.Sqrt(squares / count));
    }
}
