using System.Text.Json.Serialization;

namespace Backtest.Core.Evaluation.Significance;

/// <summary>Outcome of a Diebold-Mariano test.</summary>
/// <param name="Statistic">Modified statistic; negative if the first forecasts have the smaller losses.</param>
/// <param name="PValue">Two-sided p-value of equal accuracy, from Student's t with <paramref name="Count"/> - 1 degrees of freedom.</param>
/// <param name="Count">Number of loss differences.</param>
public sealed record DieboldMarianoResult(double Statistic, double PValue, int Count)
{
    /// <summary>The significance level.</summary>
    public const double Level = 0.05;

    /// <summary>Whether the first forecasts are significantly better.</summary>
    [JsonIgnore]
    public bool IsBetter => Statistic < 0 && PValue < Level;

    /// <summary>Whether the first forecasts are significantly worse.</summary>
    [JsonIgnore]
    public bool IsWorse => Statistic > 0 && PValue < Level;
}
