using System.Text.Json.Serialization;

namespace Backtest.Core.Transforms;

/// <summary>y(t) = x(t) - x(t - lag).</summary>
/// <param name="Lag">1 for first differences, the season length for seasonal ones.</param>
public sealed record DifferenceTransform(int Lag) : FittedTransform
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override int Lost => Lag;

    /// <inheritdoc/>
    public override double[] Apply(ReadOnlySpan<double> values)
    {
        var result = new double[Math.Max(0, values.Length - Lag)];
        for (var t = 0; t < result.Length; t++)
        {
            result[t] = values[t + Lag] - values[t];
        }

        return result;
    }

    /// <inheritdoc/>
    public override double[] Invert(ReadOnlySpan<double> history, ReadOnlySpan<double> transformed)
    {
        var result = new double[transformed.Length];
        for (var t = 0; t < result.Length; t++)
        {
            var previous = t < Lag ? history[history.Length - Lag + t] : result[t - Lag];
            result[t] = previous + transformed[t];
        }

        return result;
    }
}
