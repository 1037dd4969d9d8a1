using Backtest.Core.Transforms;

namespace Backtest.Core.Models.Lstm;

/// <summary>Multi-step forecasts from a one-step network: each forecast becomes an input of the next.</summary>
public static class RecursiveForecast
{
    /// <summary>Predicts the transformed value that follows a window.</summary>
    /// <param name="window">The last transformed values, oldest first.</param>
    public delegate float OneStep(ReadOnlySpan<float> window);

    /// <summary>Forecasts a series.</summary>
    /// <param name="transforms">The transforms that the network was trained with.</param>
    /// <param name="lookBack">Length of the network's window.</param>
    /// <param name="predict">The network.</param>
    /// <param name="history">Values in input units, missing ones NaN.</param>
    /// <param name="horizon">Steps ahead.</param>
    /// <returns>Point forecasts in input units, without intervals.</returns>
    /// <exception cref="FitException">The history is shorter than a window, or a forecast is not a finite number.</exception>
    public static Forecast Run(TransformPipeline transforms, int lookBack, OneStep predict, ReadOnlySpan<double> history, int horizon)
    {
        // Nothing before the last window and what its transforms consume has any influence.
        var needed = lookBack + transforms.Lost;
        if (history.Length < needed)
        {
            throw new FitException($"A forecast needs the last {needed} values and has {history.Length}.");
        }

        var recent = MissingValues.Interpolate(history, out _)[^needed..];
        var inputs = transforms.Apply(recent);
        var window = new float[lookBack + horizon];
        for (var t = 0; t < lookBack; t++)
        {
            window[t] = (float)inputs[t];
        }

        var transformed = new double[horizon];
        for (var h = 0; h < horizon; h++)
        {
            var value = predict(window.AsSpan(h, lookBack));
            if (!float.IsFinite(value))
            {
                throw new FitException($"The forecast of step {h + 1} is not a finite number.");
            }

            window[lookBack + h] = value;
            transformed[h] = value;
        }

        // A finite value in transformed units need not be one in input units: the log transform turns 1000 into infinity.
        var point = transforms.Invert(recent, transformed);
        var overflow = Array.FindIndex(point, value => !double.IsFinite(value));
        return overflow < 0
            ? new Forecast(point, [])
            : throw new FitException($"The forecast of step {overflow + 1} is not a finite number.");
    }
}
