using Backtest.Core.Text;

namespace Backtest.Core.Series.Csv.Building;

/// <summary>Missing values of covariates, which models interpolate.</summary>
internal static class CovariateGaps
{
    /// <summary>Adds a note for each covariate with missing values at the times of its series; later ones are not gaps.</summary>
    public static TimeSeries Note(TimeSeries series)
    {
        var notes = new List<string>();
        foreach (var covariate in series.Covariates ?? [])
        {
            var missing = covariate.Values.AsSpan(0, series.Length).Count(double.NaN);
            if (missing > 0 && missing < series.Length)
            {
                notes.Add(
                    $"The covariate '{covariate.Name}' has {Counted.Of(missing, "missing value")}; models interpolate "
                        + $"{(missing == 1 ? "it" : "them")}.");
            }
        }

        return notes.Count > 0 ? series with { Notes = [.. series.Notes ?? [], .. notes] } : series;
    }
}
