using System.Numerics;
using System.Runtime.InteropServices;

namespace Backtest.Core.Diagnostics;

/// <summary>
/// The triangular factor R of a regression's rows [X | y] = Q R, updated row by row by Givens rotations (Golub and
/// Van Loan, Matrix Computations, 4th edition, 6.5.3). The rows are not stored. With the response in the last column, R holds the
/// residual sum of squares of every model that keeps only the first columns.
/// </summary>
/// <param name="columns">Number of columns, the response included.</param>
internal sealed class TriangularFactor(int columns)
{
    // A column counts as dependent if the columns before it describe it up to this share of its length.
    private const double Dependence = 1e-10;

    private readonly double[] _factor = new double[columns * columns];

    /// <summary>Rows added.</summary>
    public int Rows { get; private set; }

    private int Response => columns - 1;

    /// <summary>Adds a row and overwrites its contents.</summary>
    public void Add(Span<double> row)
    {
        for (var j = 0; j < columns; j++)
        {
            var factor = _factor.AsSpan((j * columns) + j, columns - j);
            var rest = row[j..columns];
            var length = Math.Sqrt((factor[0] * factor[0]) + (rest[0] * rest[0]));
            if (length > 0)
            {
                Rotate(factor, rest, factor[0] / length, rest[0] / length);
                factor[0] = length;
            }
        }

        Rows++;
    }

    /// <summary>Residual sum of squares of the regression on the first <paramref name="regressors"/> columns.</summary>
    public double ResidualSumOfSquares(int regressors)
    {
        var sum = 0.0;
        for (var i = regressors; i < columns; i++)
        {
            sum += At(i, Response) * At(i, Response);
        }

        return sum;
    }

    /// <summary>t statistic of the last regressor in the regression on all of them.</summary>
    public double LastTStatistic()
    {
        var variance = ResidualSumOfSquares(Response) / (Rows - Response);

        // The diagonal is never negative.
        return At(Response - 1, Response) / Math.Sqrt(variance);
    }

    /// <summary>Number of leading columns that are linearly independent.</summary>
    public int IndependentRegressors()
    {
        var count = 0;
        while (count < Response && At(count, count) > Dependence * Length(count))
        {
            count++;
        }

        return count;
    }

    /// <summary>Whether the first <paramref name="regressors"/> columns describe the response up to rounding.</summary>
    public bool FitsExactly(int regressors) => Math.Sqrt(ResidualSumOfSquares(regressors)) <= Dependence * Length(Response);

    private static void Rotate(Span<double> factor, Span<double> row, double cosine, double sine)
    {
        var (c, s) = (new Vector<double>(cosine), new Vector<double>(sine));
        ref var first = ref MemoryMarshal.GetReference(factor);
        ref var second = ref MemoryMarshal.GetReference(row);
        var k = 0;
        for (; k + Vector<double>.Count <= factor.Length; k += Vector<double>.Count)
        {
            var (r, x) = (Vector.LoadUnsafe(ref first, (nuint)k), Vector.LoadUnsafe(ref second, (nuint)k));
            ((c * r) + (s * x)).StoreUnsafe(ref first, (nuint)k);
            ((c * x) - (s * r)).StoreUnsafe(ref second, (nuint)k);
        }

        for (; k < factor.Length; k++)
        {
            (factor[k], row[k]) = ((cosine * factor[k]) + (sine * row[k]), (cosine * row[k]) - (sine * factor[k]));
        }
    }

    private double At(int row, int column) => _factor[(row * columns) + column];

    // Rotations keep the length of a column.
    private double Length(int column)
    {
        var sum = 0.0;
        for (var i = 0; i <= column; i++)
        {
            sum += At(i, column) * At(i, column);
        }

        return Math.Sqrt(sum);
    }
}
