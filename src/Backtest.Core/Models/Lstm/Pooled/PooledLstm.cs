using Backtest.Core.Models.Intervals;
using Backtest.Core.Models.Lstm.Training;
using Backtest.Core.Problems;

namespace Backtest.Core.Models.Lstm.Pooled;

/// <summary>
/// The networks of a panel applied to one of its series: the weights are the panel's; season, level and scale are fitted to the series. Its
/// forecasts, and their quantiles, are the means over its inputs (Lichtendahl, Grushka-Cockayne and Winkler, 2013, Management Science 59,
/// 1594-1611).
/// </summary>
/// <param name="Spec">The fitted spec.</param>
/// <param name="Cutoff">Index of the panel's cutoff of the networks' training, from 0.</param>
/// <param name="Inputs">A model for each of <see cref="LstmSpec.Inputs"/>.</param>
public sealed record PooledLstm(LstmSpec Spec, int Cutoff, IReadOnlyList<FittedLstm> Inputs) : IFittedModel
{
    /// <summary>Losses of each epoch of the first network.</summary>
    public TrainingHistory History => Inputs[0].History;

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings => Inputs[0].Warnings;

    /// <summary>Fits everything to a series except the networks, which are its panel's.</summary>
    /// <param name="spec">The global trial.</param>
    /// <param name="training">Training values of the series in time order.</param>
    /// <exception cref="FitException">There are no networks for them, or a transform cannot be applied.</exception>
    internal static PooledLstm Anchor(LstmSpec spec, History training)
    {
        var trained = training.NetworksOf(spec);
        if (trained.Problem is { } problem)
        {
            throw new FitException(problem);
        }

        var inputs = new FittedLstm[trained.Networks.Count];
        foreach (var (k, input) in spec.Inputs.Index())
        {
            var encoding = LstmEncoding.Fit(input, training, out _, out _, out var warnings);
            inputs[k] = new FittedLstm(input, encoding, trained.Networks[k], trained.History!, warnings);
        }

        return new PooledLstm(spec, trained.Cutoff, inputs);
    }

    /// <inheritdoc/>
    public Forecast Forecast(History history, int horizon, ReadOnlySpan<double> levels)
    {
        var forecasts = new Forecast[Inputs.Count];
        for (var k = 0; k < forecasts.Length; k++)
        {
            forecasts[k] = Inputs[k].Forecast(history, horizon, levels);
        }

        double[] Mean(Func<Forecast, double[]> values)
        {
            var mean = new double[horizon];
            foreach (var forecast in forecasts)
            {
                Add(mean, values(forecast));
            }

            return mean;
        }

        return forecasts[0] with
        {
            Point = Mean(forecast => forecast.Point),
            Intervals =
            [
                .. forecasts[0].Intervals.Select((interval, i) => new PredictionInterval(
                    interval.Level, Mean(forecast => forecast.Intervals[i].Lower), Mean(forecast => forecast.Intervals[i].Upper))),
            ],
        };
    }

    /// <inheritdoc/>
    public double[] Residuals(History history)
    {
        var mean = new double[history.Length];
        foreach (var input in Inputs)
        {
            Add(mean, input.Residuals(history));
        }

        return mean;
    }

    private void Add(double[] mean, double[] values)
    {
        for (var k = 0; k < mean.Length; k++)
        {
            mean[k] += values[k] / Inputs.Count;
        }
    }
}
