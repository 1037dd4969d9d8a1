using Backtest.Core.Numerics;
using Backtest.Core.Tests.Properties;
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

    private static float[] Numbers(SeededRandom random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => (float)((2 * random.NextUniform()) - 1))];
}
