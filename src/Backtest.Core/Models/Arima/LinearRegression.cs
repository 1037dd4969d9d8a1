using MathNet.Numerics.LinearAlgebra;

namespace Backtest.Core.Models.Arima;

/// <summary>Least squares of a series on covariates and the constant's part, all filtered alike.</summary>
/// <param name="Coefficients">One per covariate, 0 for those left out.</param>
/// <param name="StandardErrors">Their standard errors, likewise.</param>
/// <param name="Constant">The mean or drift; null for none.</param>
/// <param name="IsExact">Whether the remainder of the series is only rounding.</param>
internal sealed record LinearRegression(double[] Coefficients, double[] StandardErrors, double? Constant, bool IsExact)
{
    // Errors that are a smaller share of the variation are rounding.
    private const double Exactness = 1e-10;

    /// <summary>Regresses a series.</summary>
    /// <param name="values">The series, NaN where missing.</param>
    /// <param name="regressors">The covariates, NaN at the same times.</param>
    /// <param name="kept">Indices of the covariates to keep.</param>
    /// <param name="spec">Differences and constant.</param>
    /// <param name="filter">Differencing, or a filter that leaves a model's innovations.</param>
    public static LinearRegression Of(
        double[] values, double[][] regressors, IReadOnlyList<int> kept, ArimaSpec spec, Func<double[], double[]> filter)
    {
        var y = filter(values);
        var columns = kept.Select(k => regressors[k]).Concat(spec.HasConstant ? [ConstantPart(values, spec)] : []).Select(filter).ToArray();
        var rows = Enumerable.Range(0, y.Length).Where(t => double.IsFinite(y[t])).ToArray();
        var x = Matrix<double>.Build.Dense(rows.Length, columns.Length, (row, column) => columns[column][rows[row]]);
        var target = Vector<double>.Build.Dense(rows.Length, row => y[rows[row]]);
        var scale = x.ColumnNorms(2);
        for (var column = 0; column < columns.Length; column++)
        {
            x.SetColumn(column, x.Column(column) / scale[column]);
        }

        var decomposition = x.QR();
        var solution = decomposition.Solve(target);
        var residual = target - (x * solution);
        var variance = residual * residual / rows.Length;
        var inverse = decomposition.R.Inverse();
        var (coefficients, errors) = (new double[regressors.Length], new double[regressors.Length]);
        for (var k = 0; k < kept.Count; k++)
        {
            coefficients[kept[k]] = solution[k] / scale[k];
            errors[kept[k]] = Math.Sqrt(variance * (inverse.Row(k) * inverse.Row(k))) / scale[k];
        }

        var mean = spec.HasConstant ? x.Column(kept.Count) * (x.Column(kept.Count) * target) : Vector<double>.Build.Dense(rows.Length);
        return new LinearRegression(
            coefficients,
            errors,
            spec.HasConstant ? solution[kept.Count] / scale[kept.Count] : null,
            residual.L2Norm() <= Exactness * (target - mean).L2Norm());
    }

    /// <summary>A series minus the effects of covariates.</summary>
    /// <param name="values">The series.</param>
    /// <param name="regressors">The covariates.</param>
    public double[] Rest(double[] values, double[][] regressors) =>
        [.. values.Select((value, t) => value - regressors.Select((regressor, k) => Coefficients[k] * regressor[t]).Sum())];

    // The constant is a mean, or a drift if differencing removes the mean. It is missing where the series is, so both are filtered alike.
    private static double[] ConstantPart(double[] values, ArimaSpec spec) =>
        [.. values.Select((value, t) => double.IsNaN(value) ? double.NaN : spec.D + spec.SeasonalD > 0 ? t + 1.0 : 1)];
}
