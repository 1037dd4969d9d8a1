using Backtest.Core.Models.Intervals;
using Backtest.Core.Problems;

namespace Backtest.Core.Models.External;

/// <summary>Returns forecasts made elsewhere, each from its own origin.</summary>
/// <param name="Spec">The forecasts.</param>
public sealed record ExternalModel(ExternalSpec Spec) : IFittedModel
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings => [];

    /// <inheritdoc/>
    /// <exception cref="FitException">There are no forecasts from the end of the history, or too few steps.</exception>
    public Forecast Forecast(History history, int horizon, ReadOnlySpan<double> levels)
    {
        var known = history.End;
        var given = Spec.Forecasts.FirstOrDefault(forecast => forecast.Known == known)
            ?? throw new FitException($"'{Spec.Name}' has no forecasts made after value {known}.");
        var point = new double[horizon];
        point.AsSpan(0, Math.Min(given.Gap, horizon)).Fill(double.NaN);
        for (var step = given.Gap; step < horizon; step++)
        {
            point[step] = step - given.Gap < given.Yhat.Count
                ? given.Yhat[step - given.Gap]
                : throw new FitException($"The forecasts of '{Spec.Name}' made after value {known} reach {given.Gap + given.Yhat.Count} steps.");
        }

        return new Forecast(point, [.. (given.Intervals ?? []).Select(interval => new PredictionInterval(
            interval.Level, Padded(interval.Lower), Padded(interval.Upper)))]);

        double[] Padded(double[] bounds)
        {
            var all = new double[horizon];
            all.AsSpan(0, Math.Min(given.Gap, horizon)).Fill(double.NaN);
            bounds.AsSpan(0, Math.Max(0, horizon - given.Gap)).CopyTo(all.AsSpan(Math.Min(given.Gap, horizon)));
            return all;
        }
    }

    /// <inheritdoc/>
    public double[] Residuals(History history)
    {
        var unknown = new double[history.Length];
        Array.Fill(unknown, double.NaN);
        return unknown;
    }
}
