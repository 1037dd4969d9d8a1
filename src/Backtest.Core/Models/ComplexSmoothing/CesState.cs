using System.Text.Json.Serialization;

namespace Backtest.Core.Models.ComplexSmoothing;

/// <summary>States between two values.</summary>
/// <param name="Level">Real part of the level: one, or one for each phase of a simple season, that of the first value first.</param>
/// <param name="Potential">Its imaginary part, the information potential.</param>
/// <param name="Season">Real part of a partial or full season, one for each phase; empty without.</param>
/// <param name="SeasonPotential">Its imaginary part; empty without a full season.</param>
public sealed record CesState(
    [property: JsonPropertyName("level")] double[] Level,
    [property: JsonPropertyName("potential")] double[] Potential,
    [property: JsonPropertyName("season")] double[] Season,
    [property: JsonPropertyName("seasonPotential")] double[] SeasonPotential)
{
    /// <summary>The state times a power of two.</summary>
    internal CesState Scale(int exponent)
    {
        double[] Scaled(double[] values) => Array.ConvertAll(values, value => Math.ScaleB(value, exponent));
        return new(Scaled(Level), Scaled(Potential), Scaled(Season), Scaled(SeasonPotential));
    }

    /// <summary>A state of zeros with the same shape.</summary>
    internal CesState Zero() =>
        new(new double[Level.Length], new double[Potential.Length], new double[Season.Length], new double[SeasonPotential.Length]);
}
