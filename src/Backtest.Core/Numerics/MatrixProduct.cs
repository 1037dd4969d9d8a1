using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Backtest.Core.Numerics;

/// <summary>
/// float32 matrix products for small matrices whose columns come in multiples of <see cref="Lanes"/>. Each element is
/// summed over k in order with fused multiply-adds, so its bits do not depend on blocking, vector width, address or thread.
/// </summary>
internal static class MatrixProduct
{
    /// <summary>The number of columns is a multiple of this.</summary>
    public const int Lanes = 8;

    // A panel of this many rows of B, two 512-bit vectors wide, takes 32 KiB and stays in the first-level cache while all rows of
    // A pass.
    private const int PanelRows = 256;

    /// <summary>The next multiple of <see cref="Lanes"/>.</summary>
    public static int Pad(int columns) => (columns + Lanes - 1) / Lanes * Lanes;

    /// <summary>C += A B.</summary>
    /// <param name="rows">Rows of A and C.</param>
    /// <param name="inner">Columns of A, rows of B.</param>
    /// <param name="columns">Columns of B and C, a multiple of <see cref="Lanes"/>.</param>
    /// <param name="a">
    /// A; element (i, k) at i * <paramref name="aRow"/> + k * <paramref name="aColumn"/>, so that A may be transposed.
    /// </param>
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

        // The kernels index without bounds checks, so the bounds are checked here.
        _ = a[((rows - 1) * aRow) + ((inner - 1) * aColumn)];
        _ = b[(inner * columns) - 1];
        _ = c[(rows * columns) - 1];
        ref var aStart = ref MemoryMarshal.GetReference(a);
        ref var bStart = ref MemoryMarshal.GetReference(b);
        ref var cStart = ref MemoryMarshal.GetReference(c);
        for (var k = 0; k < inner; k += PanelRows)
        {
            var depth = Math.Min(PanelRows, inner - k);
            ref var aPanel = ref Unsafe.Add(ref aStart, k * aColumn);
            ref var bPanel = ref Unsafe.Add(ref bStart, k * columns);
            for (var column = 0; column < columns;)
            {
                ref var bNext = ref Unsafe.Add(ref bPanel, column);
                ref var cNext = ref Unsafe.Add(ref cStart, column);
                column += (Vector512.IsHardwareAccelerated, columns - column) switch
                {
                    (true, >= 32) => AddPanel<Lanes16, Lanes16>(rows, depth, columns, ref aPanel, aRow, aColumn, ref bNext, ref cNext),
                    (true, 24) => AddPanel<Lanes16, Lanes8>(rows, depth, columns, ref aPanel, aRow, aColumn, ref bNext, ref cNext),
                    (true, 16) => AddPanel<Lanes16, NoLanes>(rows, depth, columns, ref aPanel, aRow, aColumn, ref bNext, ref cNext),
                    (_, >= 16) => AddPanel<Lanes8, Lanes8>(rows, depth, columns, ref aPanel, aRow, aColumn, ref bNext, ref cNext),
                    _ => AddPanel<Lanes8, NoLanes>(rows, depth, columns, ref aPanel, aRow, aColumn, ref bNext, ref cNext),
                };
            }
        }
    }

    /// <summary>Transposes a matrix whose rows and columns come in multiples of <see cref="Lanes"/>.</summary>
    /// <param name="matrix">[rows, columns].</param>
    /// <param name="rows">Rows.</param>
    /// <param name="columns">Columns.</param>
    /// <param name="transposed">Receives [columns, rows].</param>
    public static void Transpose(ReadOnlySpan<float> matrix, int rows, int columns, Span<float> transposed)
    {
        ref var source = ref MemoryMarshal.GetReference(matrix[..(rows * columns)]);
        ref var target = ref MemoryMarshal.GetReference(transposed[..(rows * columns)]);

        // Square tiles keep both the lines that are read and those that are written in the cache until their next element is due.
        for (var row = 0; row < rows; row += Lanes)
        {
            for (var column = 0; column < columns; column += Lanes)
            {
                for (var k = 0; k < Lanes; k++)
                {
                    ref var from = ref Unsafe.Add(ref source, (row * columns) + column + k);
                    ref var to = ref Unsafe.Add(ref target, ((column + k) * rows) + row);
                    Vector256.Create(
                        from,
                        Unsafe.Add(ref from, columns),
                        Unsafe.Add(ref from, 2 * columns),
                        Unsafe.Add(ref from, 3 * columns),
                        Unsafe.Add(ref from, 4 * columns),
                        Unsafe.Add(ref from, 5 * columns),
                        Unsafe.Add(ref from, 6 * columns),
                        Unsafe.Add(ref from, 7 * columns)).StoreUnsafe(ref to);
                }
            }
        }
    }

    // All rows of a panel as wide as the vectors T and U; returns that width.
    private static int AddPanel<T, U>(int rows, int depth, int columns, ref float a, int aRow, int aColumn, ref float b, ref float c)
        where T : struct, ILanes<T>
        where U : struct, ILanes<U>
    {
        var row = 0;

        // Sixteen sums fit into the registers of a machine with 512-bit vectors, eight into those of others.
        for (; Vector512.IsHardwareAccelerated && row + 8 <= rows; row += 8)
        {
            EightRows<T, U>(depth, columns, ref Unsafe.Add(ref a, row * aRow), aRow, aColumn, ref b, ref Unsafe.Add(ref c, row * columns));
        }

        for (; row + 4 <= rows; row += 4)
        {
            FourRows<T, U>(depth, columns, ref Unsafe.Add(ref a, row * aRow), aRow, aColumn, ref b, ref Unsafe.Add(ref c, row * columns));
        }

        for (; row < rows; row++)
        {
            OneRow<T, U>(depth, columns, ref Unsafe.Add(ref a, row * aRow), aColumn, ref b, ref Unsafe.Add(ref c, row * columns));
        }

        return T.Count + U.Count;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void EightRows<T, U>(int depth, nint columns, ref float a, nint aRow, nint aColumn, ref float b, ref float c)
        where T : struct, ILanes<T>
        where U : struct, ILanes<U>
    {
        ref var c1 = ref Unsafe.Add(ref c, columns);
        ref var c2 = ref Unsafe.Add(ref c1, columns);
        ref var c3 = ref Unsafe.Add(ref c2, columns);
        ref var c4 = ref Unsafe.Add(ref c3, columns);
        ref var c5 = ref Unsafe.Add(ref c4, columns);
        ref var c6 = ref Unsafe.Add(ref c5, columns);
        ref var c7 = ref Unsafe.Add(ref c6, columns);
        var (s0, t0) = (T.Load(ref c), U.Load(ref Unsafe.Add(ref c, T.Count)));
        var (s1, t1) = (T.Load(ref c1), U.Load(ref Unsafe.Add(ref c1, T.Count)));
        var (s2, t2) = (T.Load(ref c2), U.Load(ref Unsafe.Add(ref c2, T.Count)));
        var (s3, t3) = (T.Load(ref c3), U.Load(ref Unsafe.Add(ref c3, T.Count)));
        var (s4, t4) = (T.Load(ref c4), U.Load(ref Unsafe.Add(ref c4, T.Count)));
        var (s5, t5) = (T.Load(ref c5), U.Load(ref Unsafe.Add(ref c5, T.Count)));
        var (s6, t6) = (T.Load(ref c6), U.Load(ref Unsafe.Add(ref c6, T.Count)));
        var (s7, t7) = (T.Load(ref c7), U.Load(ref Unsafe.Add(ref c7, T.Count)));
        ref var lower = ref Unsafe.Add(ref a, 4 * aRow);
        var aRow3 = 3 * aRow;
        for (var k = 0; k < depth; k++)
        {
            var (x, y) = (T.Load(ref b), U.Load(ref Unsafe.Add(ref b, T.Count)));
            s0 = T.AddProduct(s0, ref a, x);
            t0 = U.AddProduct(t0, ref a, y);
            s1 = T.AddProduct(s1, ref Unsafe.Add(ref a, aRow), x);
            t1 = U.AddProduct(t1, ref Unsafe.Add(ref a, aRow), y);
            s2 = T.AddProduct(s2, ref Unsafe.Add(ref a, 2 * aRow), x);
            t2 = U.AddProduct(t2, ref Unsafe.Add(ref a, 2 * aRow), y);
            s3 = T.AddProduct(s3, ref Unsafe.Add(ref a, aRow3), x);
            t3 = U.AddProduct(t3, ref Unsafe.Add(ref a, aRow3), y);
            s4 = T.AddProduct(s4, ref lower, x);
            t4 = U.AddProduct(t4, ref lower, y);
            s5 = T.AddProduct(s5, ref Unsafe.Add(ref lower, aRow), x);
            t5 = U.AddProduct(t5, ref Unsafe.Add(ref lower, aRow), y);
            s6 = T.AddProduct(s6, ref Unsafe.Add(ref lower, 2 * aRow), x);
            t6 = U.AddProduct(t6, ref Unsafe.Add(ref lower, 2 * aRow), y);
            s7 = T.AddProduct(s7, ref Unsafe.Add(ref lower, aRow3), x);
            t7 = U.AddProduct(t7, ref Unsafe.Add(ref lower, aRow3), y);
            a = ref Unsafe.Add(ref a, aColumn);
            lower = ref Unsafe.Add(ref lower, aColumn);
            b = ref Unsafe.Add(ref b, columns);
        }

        Store(s0, t0, ref c);
        Store(s1, t1, ref c1);
        Store(s2, t2, ref c2);
        Store(s3, t3, ref c3);
        Store(s4, t4, ref c4);
        Store(s5, t5, ref c5);
        Store(s6, t6, ref c6);
        Store(s7, t7, ref c7);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void FourRows<T, U>(int depth, nint columns, ref float a, nint aRow, nint aColumn, ref float b, ref float c)
        where T : struct, ILanes<T>
        where U : struct, ILanes<U>
    {
        ref var c1 = ref Unsafe.Add(ref c, columns);
        ref var c2 = ref Unsafe.Add(ref c1, columns);
        ref var c3 = ref Unsafe.Add(ref c2, columns);
        var (s0, t0) = (T.Load(ref c), U.Load(ref Unsafe.Add(ref c, T.Count)));
        var (s1, t1) = (T.Load(ref c1), U.Load(ref Unsafe.Add(ref c1, T.Count)));
        var (s2, t2) = (T.Load(ref c2), U.Load(ref Unsafe.Add(ref c2, T.Count)));
        var (s3, t3) = (T.Load(ref c3), U.Load(ref Unsafe.Add(ref c3, T.Count)));
        var aRow3 = 3 * aRow;
        for (var k = 0; k < depth; k++)
        {
            var (x, y) = (T.Load(ref b), U.Load(ref Unsafe.Add(ref b, T.Count)));
            s0 = T.AddProduct(s0, ref a, x);
            t0 = U.AddProduct(t0, ref a, y);
            s1 = T.AddProduct(s1, ref Unsafe.Add(ref a, aRow), x);
            t1 = U.AddProduct(t1, ref Unsafe.Add(ref a, aRow), y);
            s2 = T.AddProduct(s2, ref Unsafe.Add(ref a, 2 * aRow), x);
            t2 = U.AddProduct(t2, ref Unsafe.Add(ref a, 2 * aRow), y);
            s3 = T.AddProduct(s3, ref Unsafe.Add(ref a, aRow3), x);
            t3 = U.AddProduct(t3, ref Unsafe.Add(ref a, aRow3), y);
            a = ref Unsafe.Add(ref a, aColumn);
            b = ref Unsafe.Add(ref b, columns);
        }

        Store(s0, t0, ref c);
        Store(s1, t1, ref c1);
        Store(s2, t2, ref c2);
        Store(s3, t3, ref c3);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void OneRow<T, U>(int depth, nint columns, ref float a, nint aColumn, ref float b, ref float c)
        where T : struct, ILanes<T>
        where U : struct, ILanes<U>
    {
        var (s0, t0) = (T.Load(ref c), U.Load(ref Unsafe.Add(ref c, T.Count)));
        for (var k = 0; k < depth; k++)
        {
            var (x, y) = (T.Load(ref b), U.Load(ref Unsafe.Add(ref b, T.Count)));
            s0 = T.AddProduct(s0, ref a, x);
            t0 = U.AddProduct(t0, ref a, y);
            a = ref Unsafe.Add(ref a, aColumn);
            b = ref Unsafe.Add(ref b, columns);
        }

        Store(s0, t0, ref c);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T, U>(T first, U second, ref float c)
        where T : struct, ILanes<T>
        where U : struct, ILanes<U>
    {
        first.Store(ref c);
        second.Store(ref Unsafe.Add(ref c, T.Count));
    }

    // Replaces the second vector where a panel is one vector wide.
    private readonly struct NoLanes : ILanes<NoLanes>
    {
        public static int Count => 0;

        public static NoLanes Load(ref readonly float source) => default;

        public static NoLanes AddProduct(NoLanes sum, ref readonly float factor, NoLanes x) => default;

        public void Store(ref float target)
        {
        }
    }
}
