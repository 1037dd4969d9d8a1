using System.Text.Json.Serialization;

namespace Backtest.Core.Transforms;

/// <summary>y = (x - offset) / divisor: min-max, divide-by-max and standardise are this with different numbers.</summary>
/// <param name="Offset">The training minimum, 0 or the training mean, in input units.</param>
/// <param name="Divisor">The training range, largest absolute value or standard deviation; 1 if that is 0.</param>
public sealed record AffineTransform(double Offset, double Divisor) : FittedTransform
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override int Lost => 0;

    /// <inheritdoc/>
    public override double[] Apply(ReadOnlySpan<double> values)
    {
        var result = new double[values.Length];
        for (var t = 0; t < values.Length; t++)
        {
            result[t] = (values[t] - Offset) / Divisor;
        }

        return result;
    }

    /// <inheritdoc/>
    public override double[] Invert(ReadOnlySpan<double> history, ReadOnlySpan<double> transformed)
    {
        var result = new double[transformed.Length];
        for (var t = 0; t < transformed.Length; t++)
        {
            result[t] = (transformed[t] * Divisor) + Offset;
        }

        return result;
    }
}
