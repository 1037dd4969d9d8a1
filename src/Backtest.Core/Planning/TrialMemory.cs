using Backtest.Core.Models;
using Backtest.Core.Models.Arima;
using Backtest.Core.Models.Lstm;
using Backtest.Core.Series;

namespace Backtest.Core.Planning;

/// <summary>Expected memory of a running trial, from the sizes of the buffers of its fits.</summary>
public static class TrialMemory
{
    // Copies of the series, its forecasts and residuals.
    private const double BytesPerValue = 200;

    // For a panel's training: the value, its copy, level, scale, weight, and position in the order of the samples.
    private const double BytesPerPooledValue = 60;

    // Gate inputs, cell, activated cell and output, plus the backward pass' two per stack.
    private const double BuffersPerLayer = 4 + 3;

    // The network and its copies at a check point and at the best epoch, gradients, two moments of the optimiser, and the
    // transposed weights of the backward pass.
    private const double CopiesOfWeights = 7;

    /// <summary>Expected bytes.</summary>
    /// <param name="spec">The trial.</param>
    /// <param name="series">The series.</param>
    public static double Bytes(ModelSpec spec, TimeSeries series) =>
        (series.Length * BytesPerValue) + spec switch
        {
            ArimaSpec arima => Bytes(arima, series.Missing > 0),
            LstmSpec lstm => Bytes(lstm, series.Length),
            { TrainedNetwork: { } network } => Bytes(network, series.Length),
            _ => 0,
        };

    /// <summary>
    /// Expected bytes of training a network of a panel: values, levels, scales and inputs of all series, and the network.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="panel">The series.</param>
    public static double OfTraining(LstmSpec network, IReadOnlyCollection<TimeSeries> panel)
    {
        var values = panel.Sum(series => (double)series.Length);
        return (values * BytesPerPooledValue) + Bytes(network, (int)Math.Min(values, int.MaxValue));
    }

    // With missing values, the filter works on four covariance matrices of the whole state.
    private static double Bytes(ArimaSpec spec, bool hasMissing)
    {
        double lags = Math.Max(spec.P + (spec.SeasonalP * spec.Period), spec.Q + (spec.SeasonalQ * spec.Period) + 1);
        var state = lags + (hasMissing ? spec.D + (spec.SeasonalD * spec.Period) : 0);
        return 4 * 8 * state * state;
    }

    private static double Bytes(LstmSpec spec, int length)
    {
        var columns = 1 + (spec.Covariates?.Count ?? 0);
        var inputs = spec.InputsOf(columns);
        var stacks = spec.Branches ? columns : 1;
        double units = (spec.Units + 15) / 16 * 16;
        double batch = Math.Min(spec.BatchSize, Math.Max(1, length - spec.FewestInputs));
        var rows = batch * spec.InputSteps;
        var dropout = (spec.Dropout > 0 ? 2 : 0) + (spec.RecurrentDropout > 0 ? 1 : 0);
        var activations = rows * ((stacks * spec.Layers * (BuffersPerLayer + dropout) * units) + (2 * units) + inputs);
        var (weights, below) = (stacks * ((4 * units * (units + ((double)inputs / stacks) + 2))
            + ((spec.Layers - 1) * 4 * units * ((2 * units) + 2))), stacks * units);
        foreach (var width in spec.Dense.Select(layer => (double)layer.Units).Append(spec.OutputSteps * spec.OutputsPerStep))
        {
            weights += (below + 1) * width;
            activations += 3 * batch * width;
            below = width;
        }

        var copies = CopiesOfWeights + (spec.Averaging > 0 ? 1 : 0) + (spec.Seeds ?? 1) - 1;
        return sizeof(float) * (activations + (copies * weights) + ((double)length * columns));
    }
}
