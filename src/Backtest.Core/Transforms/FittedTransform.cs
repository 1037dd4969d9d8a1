using System.Text.Json.Serialization;

namespace Backtest.Core.Transforms;

/// <summary>A transform with its fitted numbers; invertible, and stored with the model as JSON.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "transform")]
[JsonDerivedType(typeof(LogTransform), "log")]
[JsonDerivedType(typeof(DifferenceTransform), "difference")]
[JsonDerivedType(typeof(AffineTransform), "affine")]
public abstract record FittedTransform
{
    /// <summary>Number of values that a transform consumes at the start of its input: the lag of a difference, otherwise 0.</summary>
    [JsonIgnore]
    public abstract int Lost { get; }

    /// <summary>Transforms values.</summary>
    /// <param name="values">Input, n values.</param>
    /// <returns>n - <see cref="Lost"/> values; element k belongs to input k + <see cref="Lost"/>.</returns>
    public abstract double[] Apply(ReadOnlySpan<double> values);

    /// <summary>Turns transformed values that follow <paramref name="history"/> back into the input's units.</summary>
    /// <param name="history">Untransformed values before the first one to restore; at least <see cref="Lost"/> of them.</param>
    /// <param name="transformed">Transformed values.</param>
    /// <returns>As many values as <paramref name="transformed"/>, in the units of <paramref name="history"/>.</returns>
    public abstract double[] Invert(ReadOnlySpan<double> history, ReadOnlySpan<double> transformed);
}
