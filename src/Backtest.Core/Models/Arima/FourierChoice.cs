using Backtest.Core.Diagnostics;

namespace Backtest.Core.Models.Arima;

/// <summary>
/// The numbers of Fourier terms with the smallest AICc. Errors are an autoregression estimated once, from the remainder of the most terms
/// (Cochrane and Orcutt, 1949): a search for the orders of an ARIMA model at each number of terms would take too long.
/// </summary>
internal static class FourierChoice
{
    /// <summary>Limit of terms to try for a season.</summary>
    public const int MostTerms = 12;

    private const int MostLags = 30;

    // Fewest values for each column, so that enough is left for the errors.
    private const int ValuesPerColumn = 5;

    private const int Rounds = 2;

    // The rest of a column below this share is rounding.
    private const double Dependence = 1e-8;

    /// <summary>Chooses the numbers of terms that are null.</summary>
    /// <param name="values">The transformed series, NaN where a value is missing.</param>
    /// <param name="start">Index of its first value in the series.</param>
    /// <param name="seasons">The seasons.</param>
    /// <param name="covariates">Other covariates of the regression, at the same times.</param>
    public static IReadOnlyList<FourierTerms> Of(
        double[] values, int start, IReadOnlyList<FourierTerms> seasons, IReadOnlyList<double[]> covariates)
    {
        if (seasons.All(season => season.Terms is not null))
        {
            return seasons;
        }

        var y = MissingValues.Interpolate(values, out _);
        var room = Math.Max(1, ObservedValues.Count(values) / (2 * ValuesPerColumn * seasons.Count));
        int[] terms = [.. seasons.Select(season => season.Terms ?? Math.Min(Math.Min(MostTerms, season.Most), room))];
        List<double[]> others = [Column(y.Length, _ => 1), Column(y.Length, t => t), .. covariates];
        var columns = seasons.Select((season, k) => Columns(season with { Terms = terms[k] }, start, y.Length)).ToArray();

        var coefficients = Autoregression(Rest(y, Basis([.. others, .. columns.SelectMany(pairs => pairs).SelectMany(pair => pair)])));
        y = Filter(y, coefficients);
        others = others.ConvertAll(column => Filter(column, coefficients));
        List<double[]> Filtered(List<double[]> pair) => pair.ConvertAll(column => Filter(column, coefficients));
        var filtered = Array.ConvertAll(columns, pairs => pairs.ConvertAll(Filtered));
        for (var round = 0; round < Rounds; round++)
        {
            for (var k = 0; k < terms.Length; k++)
            {
                if (seasons[k].Terms is null)
                {
                    var rest = filtered.Where((_, other) => other != k)
                        .Zip(terms.Where((_, other) => other != k))
                        .SelectMany(one => one.First.Take(one.Second))
                        .SelectMany(pair => pair);
                    terms[k] = Best(y, [.. others, .. rest], filtered[k], coefficients.Length);
                }
            }
        }

        return [.. seasons.Select((season, k) => season with { Terms = terms[k] })];
    }

    // The number of a season's pairs of columns with the smallest AICc.
    private static int Best(double[] y, List<double[]> others, List<List<double[]>> pairs, int lags)
    {
        var basis = Basis(others);
        var rest = Rest(y, basis);
        var (best, least) = (0, double.PositiveInfinity);
        for (var terms = 0; terms <= pairs.Count; terms++)
        {
            if (terms > 0)
            {
                foreach (var column in pairs[terms - 1])
                {
                    Extend(basis, column);
                }

                rest = Rest(y, basis);
            }

            var (n, k) = (y.Length, basis.Count + lags + 1);
            var criterion = n <= k + 1 ? double.PositiveInfinity
                : (n * Math.Log(Product(rest, rest) / n)) + (2 * k) + (2.0 * k * (k + 1) / (n - k - 1));
            if (criterion < least)
            {
                (best, least) = (terms, criterion);
            }
        }

        return best;
    }

    private static List<List<double[]>> Columns(FourierTerms season, int start, int count) =>
    [
        .. Enumerable.Range(1, season.Terms!.Value).Select(k =>
            FourierColumns.Of([new FourierTerms(season.SeasonLength / k, 1)], start + count)
                .Select(column => column.Values[start..]).ToList()),
    ];

    private static double[] Column(int count, Func<int, double> value) => [.. Enumerable.Range(0, count).Select(value)];

    // The order with the smallest AIC among the solutions of the Yule-Walker equations, by Levinson's recursion.
    private static double[] Autoregression(double[] errors)
    {
        var n = errors.Length;
        var most = Math.Min(MostLags, (n / ValuesPerColumn) - 1);
        var covariances = Column(Math.Max(0, most) + 1, lag => Product(errors.AsSpan(lag), errors.AsSpan(0, n - lag)) / n);
        var (best, current, variance) = (Array.Empty<double>(), Array.Empty<double>(), covariances[0]);
        var least = n * Math.Log(variance);
        for (var order = 1; order <= most && variance > 0; order++)
        {
            var reflection = covariances[order];
            for (var k = 1; k < order; k++)
            {
                reflection -= current[k - 1] * covariances[order - k];
            }

            reflection /= variance;
            current = [.. current.Select((coefficient, k) => coefficient - (reflection * current[order - 2 - k])), reflection];
            variance *= 1 - (reflection * reflection);
            if ((n * Math.Log(variance)) + (2 * order) is var criterion && criterion < least)
            {
                (best, least) = (current, criterion);
            }
        }

        return best;
    }

    private static double[] Filter(double[] values, double[] coefficients) =>
    [
        .. Enumerable.Range(coefficients.Length, values.Length - coefficients.Length).Select(t =>
        {
            var value = values[t];
            for (var k = 0; k < coefficients.Length; k++)
            {
                value -= coefficients[k] * values[t - 1 - k];
            }

            return value;
        }),
    ];

    private static List<double[]> Basis(List<double[]> columns)
    {
        var basis = new List<double[]>();
        columns.ForEach(column => Extend(basis, column));
        return basis;
    }

    private static void Extend(List<double[]> basis, double[] column)
    {
        var rest = Rest(column, basis);
        var length = Math.Sqrt(Product(rest, rest));
        if (length > Dependence * Math.Sqrt(Product(column, column)))
        {
            basis.Add(Array.ConvertAll(rest, value => value / length));
        }
    }

    // Twice, since rounding may leave parts as large as the rest.
    private static double[] Rest(double[] column, List<double[]> basis)
    {
        var rest = (double[])column.Clone();
        for (var pass = 0; pass < 2; pass++)
        {
            foreach (var direction in basis)
            {
                var share = Product(direction, rest);
                for (var t = 0; t < rest.Length; t++)
                {
                    rest[t] -= share * direction[t];
                }
            }
        }

        return rest;
    }

    private static double Product(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        var sum = 0.0;
        for (var t = 0; t < first.Length; t++)
        {
            sum += first[t] * second[t];
        }

        return sum;
    }
}
