using Backtest.Core.Numerics;
using Backtest.Testing;
using FsCheck.Fluent;

namespace Backtest.Core.Tests.Numerics;

public sealed class MatrixProductTests
{
    [Fact]
    public void The_product_is_that_of_the_definition() => RandomCases.Holds(
        from rows in Gen.Choose(1, 20)
        from inner in Gen.Choose(1, 20)
        from vectors in Gen.Choose(1, 9)
        from transposed in Gen.Elements(true, false)
        from seed in Gen.Choose(0, 1_000_000)
        select (rows, inner, columns: vectors * MatrixProduct.Lanes, transposed, seed),
        input =>
        {
            var (rows, inner, columns, transposed, seed) = input;
            var random = new SeededRandom((ulong)seed);
            var (a, b, c) = (Numbers(random, rows * inner), Numbers(random, inner * columns), Numbers(random, rows * columns));
            var (aRow, aColumn) = transposed ? (1, rows) : (inner, 1);
            var product = (float[])c.Clone();

            MatrixProduct.AddTo(rows, inner, columns, a, aRow, aColumn, b, product);

            for (var i = 0; i < rows; i++)
            {
                for (var j = 0; j < columns; j++)
                {
                    double expected = c[(i * columns) + j];
                    var fused = c[(i * columns) + j];
                    for (var k = 0; k < inner; k++)
                    {
                        expected += (double)a[(i * aRow) + (k * aColumn)] * b[(k * columns) + j];
                        fused = MathF.FusedMultiplyAdd(a[(i * aRow) + (k * aColumn)], b[(k * columns) + j], fused);
                    }

                    Assert.Equal(expected, product[(i * columns) + j], 1e-5);

                    // Bit for bit the sum in order, whatever block an element falls into.
                    Assert.Equal(fused, product[(i * columns) + j]);
                }
            }
        });

    [Fact]
    public void An_inner_dimension_of_several_panels_is_summed_in_the_same_order()
    {
        const int Rows = 13, Inner = 700, Columns = 24;
        var random = new SeededRandom(3);
        var (a, b) = (Numbers(random, Rows * Inner), Numbers(random, Inner * Columns));
        var product = new float[Rows * Columns];

        MatrixProduct.AddTo(Rows, Inner, Columns, a, Inner, 1, b, product);

        for (var i = 0; i < Rows; i++)
        {
            for (var j = 0; j < Columns; j++)
            {
                var fused = 0f;
                for (var k = 0; k < Inner; k++)
                {
                    fused = MathF.FusedMultiplyAdd(a[(i * Inner) + k], b[(k * Columns) + j], fused);
                }

                Assert.Equal(fused, product[(i * Columns) + j]);
            }
        }
    }

    [Fact]
    public void A_transposed_matrix_has_rows_for_columns()
    {
        const int Rows = 24, Columns = 40;
        var matrix = Numbers(new SeededRandom(4), Rows * Columns);
        var transposed = new float[Rows * Columns];

        MatrixProduct.Transpose(matrix, Rows, Columns, transposed);

        Assert.All(Enumerable.Range(0, Rows * Columns), at => Assert.Equal(matrix[at], transposed[(at % Columns * Rows) + (at / Columns)]));
    }

    private static float[] Numbers(SeededRandom random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => (float)((2 * random.NextUniform()) - 1))];
}
