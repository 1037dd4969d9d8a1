using System.Text.Json.Serialization;

namespace Backtest.Core.Transforms;

/// <summary>y = ln x.</summary>
public sealed record LogTransform : FittedTransform
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
            result[t] = Math.Log(values[t]);
        }

        return result;
    }

    /// <inheritdoc/>
    public override double[] Invert(ReadOnlySpan<double> history, ReadOnlySpan<double> transformed)
    {
        var result = new double[transformed.Length];
        for (var t = 0; t < transformed.Length; t++)
        {
            result[t] = Math.Exp(transformed[t]);
        }

        return result;
    }
}
