namespace Backtest.Core.Models.Arima;

/// <summary>The estimated coefficients of an ARIMA model, signs as in R: w(t) = Σ φ w(t-i) + e(t) + Σ θ e(t-j).</summary>
/// <param name="Ar">φ1..φp.</param>
/// <param name="Ma">θ1..θq.</param>
/// <param name="SeasonalAr">Φ1..ΦP.</param>
/// <param name="SeasonalMa">Θ1..ΘQ.</param>
/// <param name="Constant">The mean, or the drift per observation; 0 where none is estimated.</param>
public sealed record ArimaCoefficients(double[] Ar, double[] Ma, double[] SeasonalAr, double[] SeasonalMa, double Constant)
{
    /// <summary>Reads coefficients from one vector in the order φ, Φ, θ, Θ, constant.</summary>
    internal static ArimaCoefficients FromVector(ReadOnlySpan<double> vector, ArimaSpec spec)
    {
        var ar = vector[..spec.P].ToArray();
        vector = vector[spec.P..];
        var seasonalAr = vector[..spec.SeasonalP].ToArray();
        vector = vector[spec.SeasonalP..];
        var ma = vector[..spec.Q].ToArray();
        vector = vector[spec.Q..];
        return new ArimaCoefficients(ar, ma, seasonalAr, vector[..spec.SeasonalQ].ToArray(), spec.HasConstant ? vector[spec.SeasonalQ] : 0);
    }

    /// <summary>The coefficients as one vector in the order φ, Φ, θ, Θ, constant.</summary>
    internal double[] ToVector(ArimaSpec spec) =>
        [.. Ar, .. SeasonalAr, .. Ma, .. SeasonalMa, .. spec.HasConstant ? [Constant] : Array.Empty<double>()];
}
