using System.Text.Json.Serialization;
using Backtest.Core.Problems;

namespace Backtest.Core.Models.Arima;

/// <summary>The effect of covariates on a series with ARIMA errors (Hyndman and Athanasopoulos, FPP3, section 10.1).</summary>
/// <param name="Names">Names of the covariates.</param>
/// <param name="Coefficients">The effect of a unit of each, in units of the transformed series; 0 for those that the fit left out.</param>
/// <param name="StandardErrors">Their standard errors; 0 for those that the fit left out.</param>
public sealed record CovariateEffect(
    [property: JsonPropertyName("names")] IReadOnlyList<string> Names,
    [property: JsonPropertyName("coefficients")] double[] Coefficients,
    [property: JsonPropertyName("standardErrors")] double[] StandardErrors)
{
    /// <summary>The sum of all effects at the times of a history and some steps ahead.</summary>
    /// <exception cref="FitException">A covariate with an effect is unknown there.</exception>
    public double[] At(History history, int ahead)
    {
        var result = new double[history.Length + ahead];
        for (var k = 0; k < Names.Count; k++)
        {
            if (Coefficients[k] == 0)
            {
                continue;
            }

            var values = MissingValues.Covariate(history, Names[k], ahead, out _);
            for (var t = 0; t < result.Length; t++)
            {
                result[t] += Coefficients[k] * values[t];
            }
        }

        return result;
    }
}
