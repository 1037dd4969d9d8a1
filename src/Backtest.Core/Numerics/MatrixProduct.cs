using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Backtest.Core.Numerics;

/// <summary>
/// float32 matrix products for small matrices whose columns come in multiples of <see cref="Lanes"/>. Each element is
/// summed over k in order with fused multiply-adds, so its bits depend on neither blocking, address nor thread.
/// </summary>
internal static class MatrixProduct
{
    /// <summary>Columns come in multiples of this.</summary>
    public const int Lanes = 8;

    /// <summary>The next multiple of <see cref="Lanes"/>.</summary>
    public static int Pad(int columns) => (columns + Lanes - 1) / Lanes * Lanes;

    /// <summary>C += A B.</summary>
    /// <param name="rows">Rows of A and C.</param>
    /// <param name="inner">Columns of A, rows of B.</param>
    /// <param name="columns">Columns of B and C, a multiple of <see cref="Lanes"/>.</param>
    /// <param name="a">A; element (i, k) at i * <paramref name="aRow"/> + k * <paramref name="aColumn"/>, so that A may be transposed.</param>
    /// <param name="aRow">Distance between rows of A.</param>
    /// <param name="aColumn">Distance between columns of A.</param>
    /// <param name="b">B, row after row.</param>
    /// <param name="c">C, row after row.</param>
    public static void AddTo(
        int rows, int inner, int columns, ReadOnlySpan<float> a, int aRow, int aColumn, ReadOnlySpan<float> b, Span<float> c)
    {
        if (rows == 0 || inner == 0)
        {
            return;
        }

        // The kernels index without checks; these are their bounds.
        _ = a[((rows - 1) * aRow) + ((inner - 1) * aColumn)];
        _ = b[(inner * columns) - 1];
        _ = c[(rows * columns) - 1];
        ref var aStart = ref MemoryMarshal.GetReference(a);
        ref var bStart = ref MemoryMarshal.GetReference(b);
        ref var cStart = ref MemoryMarshal.GetReference(c);
        var column = 0;
        for (; column + (4 * Lanes) <= columns; column += 4 * Lanes)
        {
            var row = 0;
            for (; row + 6 <= rows; row += 6)
            {
                Block6x4(inner, columns, ref Unsafe.Add(ref aStart, row * aRow), aRow, aColumn, ref Unsafe.Add(ref bStart, column), ref Unsafe.Add(ref cStart, (row * columns) + column));
            }

            for (; row < rows; row++)
            {
                Block1x4(inner, columns, ref Unsafe.Add(ref aStart, row * aRow), aColumn, ref Unsafe.Add(ref bStart, column), ref Unsafe.Add(ref cStart, (row * columns) + column));
            }
        }

        for (; column < columns; column += Lanes)
        {
            var row = 0;
            for (; row + 4 <= rows; row += 4)
            {
                Block4x1(inner, columns, ref Unsafe.Add(ref aStart, row * aRow), aRow, aColumn, ref Unsafe.Add(ref bStart, column), ref Unsafe.Add(ref cStart, (row * columns) + column));
            }

            for (; row < rows; row++)
            {
                Block1x1(inner, columns, ref Unsafe.Add(ref aStart, row * aRow), aColumn, ref Unsafe.Add(ref bStart, column), ref Unsafe.Add(ref cStart, (row * columns) + column));
            }
        }
    }

    // Six rows by 32 columns: with 512-bit registers, two loads of B feed twelve multiply-adds.
    private static void Block6x4(int inner, int columns, ref float a, int aRow, int aColumn, ref float b, ref float c)
    {
        ref var c0 = ref c;
        ref var c1 = ref Unsafe.Add(ref c0, columns);
        ref var c2 = ref Unsafe.Add(ref c1, columns);
        ref var c3 = ref Unsafe.Add(ref c2, columns);
        ref var c4 = ref Unsafe.Add(ref c3, columns);
        ref var c5 = ref Unsafe.Add(ref c4, columns);
        var s00 = Vector512.LoadUnsafe(ref c0);
        var s01 = Vector512.LoadUnsafe(ref c0, 16);
        var s10 = Vector512.LoadUnsafe(ref c1);
        var s11 = Vector512.LoadUnsafe(ref c1, 16);
        var s20 = Vector512.LoadUnsafe(ref c2);
        var s21 = Vector512.LoadUnsafe(ref c2, 16);
        var s30 = Vector512.LoadUnsafe(ref c3);
        var s31 = Vector512.LoadUnsafe(ref c3, 16);
        var s40 = Vector512.LoadUnsafe(ref c4);
        var s41 = Vector512.LoadUnsafe(ref c4, 16);
        var s50 = Vector512.LoadUnsafe(ref c5);
        var s51 = Vector512.LoadUnsafe(ref c5, 16);
        for (var k = 0; k < inner; k++)
        {
            var b0 = Vector512.LoadUnsafe(ref b);
            var b1 = Vector512.LoadUnsafe(ref b, 16);
            var a0 = Vector512.Create(a);
            s00 = Vector512.FusedMultiplyAdd(a0, b0, s00);
            s01 = Vector512.FusedMultiplyAdd(a0, b1, s01);
            var a1 = Vector512.Create(Unsafe.Add(ref a, aRow));
            s10 = Vector512.FusedMultiplyAdd(a1, b0, s10);
            s11 = Vector512.FusedMultiplyAdd(a1, b1, s11);
            var a2 = Vector512.Create(Unsafe.Add(ref a, 2 * aRow));
            s20 = Vector512.FusedMultiplyAdd(a2, b0, s20);
            s21 = Vector512.FusedMultiplyAdd(a2, b1, s21);
            var a3 = Vector512.Create(Unsafe.Add(ref a, 3 * aRow));
            s30 = Vector512.FusedMultiplyAdd(a3, b0, s30);
            s31 = Vector512.FusedMultiplyAdd(a3, b1, s31);
            var a4 = Vector512.Create(Unsafe.Add(ref a, 4 * aRow));
            s40 = Vector512.FusedMultiplyAdd(a4, b0, s40);
            s41 = Vector512.FusedMultiplyAdd(a4, b1, s41);
            var a5 = Vector512.Create(Unsafe.Add(ref a, 5 * aRow));
            s50 = Vector512.FusedMultiplyAdd(a5, b0, s50);
            s51 = Vector512.FusedMultiplyAdd(a5, b1, s51);
            a = ref Unsafe.Add(ref a, aColumn);
            b = ref Unsafe.Add(ref b, columns);
        }

        s00.StoreUnsafe(ref c0);
        s01.StoreUnsafe(ref c0, 16);
        s10.StoreUnsafe(ref c1);
        s11.StoreUnsafe(ref c1, 16);
        s20.StoreUnsafe(ref c2);
        s21.StoreUnsafe(ref c2, 16);
        s30.StoreUnsafe(ref c3);
        s31.StoreUnsafe(ref c3, 16);
        s40.StoreUnsafe(ref c4);
        s41.StoreUnsafe(ref c4, 16);
        s50.StoreUnsafe(ref c5);
        s51.StoreUnsafe(ref c5, 16);
    }

    private static void Block1x4(int inner, int columns, ref float a, int aColumn, ref float b, ref float c)
    {
        var s0 = Vector512.LoadUnsafe(ref c);
        var s1 = Vector512.LoadUnsafe(ref c, 16);
        for (var k = 0; k < inner; k++)
        {
            var factor = Vector512.Create(a);
            s0 = Vector512.FusedMultiplyAdd(factor, Vector512.LoadUnsafe(ref b), s0);
            s1 = Vector512.FusedMultiplyAdd(factor, Vector512.LoadUnsafe(ref b, 16), s1);
            a = ref Unsafe.Add(ref a, aColumn);
            b = ref Unsafe.Add(ref b, columns);
        }

        s0.StoreUnsafe(ref c);
        s1.StoreUnsafe(ref c, 16);
    }

    private static void Block4x1(int inner, int columns, ref float a, int aRow, int aColumn, ref float b, ref float c)
    {
        ref var c1 = ref Unsafe.Add(ref c, columns);
        ref var c2 = ref Unsafe.Add(ref c1, columns);
        ref var c3 = ref Unsafe.Add(ref c2, columns);
        var s0 = Vector256.LoadUnsafe(ref c);
        var s1 = Vector256.LoadUnsafe(ref c1);
        var s2 = Vector256.LoadUnsafe(ref c2);
        var s3 = Vector256.LoadUnsafe(ref c3);
        for (var k = 0; k < inner; k++)
        {
            var b0 = Vector256.LoadUnsafe(ref b);
            s0 = Vector256.FusedMultiplyAdd(Vector256.Create(a), b0, s0);
            s1 = Vector256.FusedMultiplyAdd(Vector256.Create(Unsafe.Add(ref a, aRow)), b0, s1);
            s2 = Vector256.FusedMultiplyAdd(Vector256.Create(Unsafe.Add(ref a, 2 * aRow)), b0, s2);
            s3 = Vector256.FusedMultiplyAdd(Vector256.Create(Unsafe.Add(ref a, 3 * aRow)), b0, s3);
            a = ref Unsafe.Add(ref a, aColumn);
            b = ref Unsafe.Add(ref b, columns);
        }

        s0.StoreUnsafe(ref c);
        s1.StoreUnsafe(ref c1);
        s2.StoreUnsafe(ref c2);
        s3.StoreUnsafe(ref c3);
    }

    private static void Block1x1(int inner, int columns, ref float a, int aColumn, ref float b, ref float c)
    {
        var sum = Vector256.LoadUnsafe(ref c);
        for (var k = 0; k < inner; k++)
        {
            sum = Vector256.FusedMultiplyAdd(Vector256.Create(a), Vector256.LoadUnsafe(ref b), sum);
            a = ref Unsafe.Add(ref a, aColumn);
            b = ref Unsafe.Add(ref b, columns);
        }

        sum.StoreUnsafe(ref c);
    }
}
