using FsCheck;
using FsCheck.Fluent;

namespace Backtest.Testing;

/// <summary>Checks a property over seeded random input, the same in every run.</summary>
public static class RandomCases
{
    /// <summary>Checks a property, given as assertions, over random input.</summary>
    public static void Holds<T>(Gen<T> input, Action<T> property, int cases = 200) =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(cases).WithReplay(20240607, 3),
            Prop.ForAll(input.ToArbitrary(), value =>
            {
                property(value);
                return true;
            }));

    /// <summary>A series of finite numbers between -1000 and 1000, of a length in the given range.</summary>
    public static Gen<double[]> Series(int minLength, int maxLength) =>
        from length in Gen.Choose(minLength, maxLength)
        from values in Gen.Choose(-1_000_000, 1_000_000).ArrayOf(length)
        select Array.ConvertAll(values, value => value / 1000.0);
}
