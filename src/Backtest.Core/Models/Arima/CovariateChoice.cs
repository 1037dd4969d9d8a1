using Backtest.Core.Diagnostics;
using Backtest.Core.Problems;
using MathNet.Numerics.LinearAlgebra;

namespace Backtest.Core.Models.Arima;

/// <summary>
/// The covariates that a regression can distinguish. One that follows from the constant and the covariates before it, after the same
/// differencing, adds nothing, and its coefficient is 0.
/// </summary>
/// <param name="Kept">Indices of the kept ones, in the given order.</param>
/// <param name="Warnings">The ones left out, and why; one warning per reason.</param>
internal sealed record CovariateChoice(IReadOnlyList<int> Kept, IReadOnlyList<string> Warnings)
{
    // A column follows from those before it if they leave at most this share of its length.
    private const double Dependence = 1e-8;

    // A column before it counts as contributing from this share on.
    private const double Contribution = 1e-6;

    private const string Follow = "follow";

    /// <summary>Chooses among covariates.</summary>
    /// <param name="names">Their names.</param>
    /// <param name="regressors">Their values, NaN at the times whose values are missing.</param>
    /// <param name="spec">Differences and constant.</param>
    /// <exception cref="FitException">The kept ones are too many for the values.</exception>
    public static CovariateChoice Of(IReadOnlyList<string> names, double[][] regressors, ArimaSpec spec)
    {
        var filtered = Array.ConvertAll(regressors, regressor => DifferenceOperator.Apply(spec, regressor));
        var rows = Enumerable.Range(0, filtered[0].Length).Where(t => double.IsFinite(filtered[0][t])).ToArray();
        var columns = Array.ConvertAll(filtered, column => Vector<double>.Build.Dense(rows.Length, row => column[rows[row]]));
        var constant = spec.HasConstant && rows.Length > 0 ? Vector<double>.Build.Dense(rows.Length, 1 / Math.Sqrt(rows.Length)) : null;
        var (basis, kept, left) = (new List<Vector<double>>(), new List<int>(), new List<LeftOut>());
        for (var k = 0; k < columns.Length; k++)
        {
            var magnitude = ObservedValues.Magnitude(regressors[k]);
            var own = constant is null ? columns[k] : Without(columns[k], [constant]);
            var rest = Without(own, basis);
            if (IsRounding(own, magnitude))
            {
                left.Add(Alone(names[k], regressors[k], columns[k], magnitude, spec));
            }
            else if (IsRounding(rest, magnitude) || rest.L2Norm() <= Dependence * own.L2Norm())
            {
                var (others, labels) = (kept.Select(index => columns[index]), kept.Select(index => names[index]));
                left.Add(new LeftOut(names[k], Follow, Contributors(columns[k], constant, [.. others], spec, [.. labels])));
            }
            else
            {
                basis.Add(rest / rest.L2Norm());
                kept.Add(k);
            }
        }

        var needed = kept.Count + (spec.HasConstant ? 2 : 1);
        return rows.Length >= Math.Max(needed, 2)
            ? new CovariateChoice(kept, [.. left.GroupBy(one => one.Reason).Select(Warning)])
            : throw new FitException(
                $"The covariates {Names([.. names.Select(Quoted)])} are too many for {rows.Length} values{(DifferenceOperator.Order(spec) > 0 ? " after differencing" : "")}: "
                + $"a regression on them needs at least {(spec.HasConstant ? names.Count + 2 : names.Count + 1)}.");
    }

    /// <summary>Names, for a sentence.</summary>
    public static string Names(IReadOnlyList<string> names) =>
        names.Count < 2 ? string.Concat(names) : $"{string.Join(", ", names.Take(names.Count - 1))} and {names[^1]}";

    /// <summary>A covariate's name, for a sentence.</summary>
    public static string Quoted(string name) => $"'{name}'";

    private static LeftOut Alone(string name, double[] regressor, Vector<double> column, double magnitude, ArimaSpec spec) =>
        ObservedValues.AreEqual(regressor, magnitude) ? new LeftOut(name, "not vary in the training part", [])
            : IsRounding(column, magnitude) ? new LeftOut(name, "not vary after differencing", [])
            : new LeftOut(name, Follow, [$"the {ConstantName(spec)}"]);

    private static string Warning(IGrouping<string, LeftOut> left)
    {
        var isOne = left.Count() == 1;
        var names = $"{(isOne ? "covariate" : "covariates")} {Names([.. left.Select(one => Quoted(one.Name))])}";
        var reason = left.Key == Follow
            ? $"{(isOne ? "follows" : "follow")} from {Names([.. left.SelectMany(one => one.Contributors).Distinct()])}"
            : $"{(isOne ? "does" : "do")} {left.Key}";
        return $"The {names} {reason} and {(isOne ? "is" : "are")} left out of this fit.";
    }

    private static string ConstantName(ArimaSpec spec) => spec.D + spec.SeasonalD > 0 ? "drift" : "constant";

    // Twice, since rounding may leave parts of the others as large as the rest.
    private static Vector<double> Without(Vector<double> column, IReadOnlyList<Vector<double>> basis)
    {
        for (var pass = 0; pass < 2; pass++)
        {
            foreach (var direction in basis)
            {
                column -= direction * (direction * column);
            }
        }

        return column;
    }

    private static bool IsRounding(Vector<double> values, double magnitude) => ObservedValues.AreEqual([0, .. values], magnitude);

    // The columns that it depends on: those with a share in it.
    private static List<string> Contributors(
        Vector<double> column, Vector<double>? constant, IReadOnlyList<Vector<double>> kept, ArimaSpec spec, IReadOnlyList<string> names)
    {
        List<Vector<double>> columns = [.. constant is null ? [] : new[] { constant }, .. kept];
        List<string> labels = [.. constant is null ? [] : new[] { $"the {ConstantName(spec)}" }, .. names.Select(Quoted)];
        var weights = Matrix<double>.Build.DenseOfColumnVectors(columns.Select(other => other / other.L2Norm())).QR().Solve(column);

        // Differences in level alone are not worth mentioning.
        var shares = Enumerable.Range(0, labels.Count)
            .Where(k => Math.Abs(weights[k]) > Contribution * column.L2Norm())
            .Select(k => labels[k])
            .ToList();
        return shares is ["the constant", var single] ? [single] : shares;
    }

    // The contributors are what a covariate follows from.
    private readonly record struct LeftOut(string Name, string Reason, IReadOnlyList<string> Contributors);
}
