using Backtest.Core.Numerics;

namespace Backtest.Core.Models.Lstm.Samples;

/// <summary>The samples of a series, or of several one after another, normalised one by one.</summary>
/// <remarks>
/// The first sample of a series ends where <see cref="LstmSpec.FewestInputs"/> values are known, and is padded on the left. For the last
/// ones only <see cref="LstmSpec.FewestTargets"/> targets or a few more are known; the others are ignored. Samples are made on demand
/// from the stored values of the series, their levels, scales and weights.
/// </remarks>
internal sealed class SampleSet : TrainingSet
{
    private const double LargestWeight = 10;

    private readonly IReadOnlyList<SampleSeries> _series;
    private readonly int[] _starts;
    private readonly float[] _weights;
    private readonly int _first;

    /// <summary>Collects all samples of some series.</summary>
    /// <param name="spec">The cutting and normalising of samples.</param>
    /// <param name="series">The series, at least one.</param>
    /// <param name="inputCount">Values per time step.</param>
    public SampleSet(LstmSpec spec, IReadOnlyList<SampleSeries> series, int inputCount)
        : base(inputCount, spec.InputSteps, spec.OutputSteps, 0)
    {
        _series = series;
        _first = spec.FewestInputs - 1;
        _starts = new int[series.Count + 1];
        for (var s = 0; s < series.Count; s++)
        {
            _starts[s + 1] = _starts[s] + Math.Max(0, series[s].Length - _first - spec.FewestTargets);
        }

        _weights = Weights(spec.ScaleWeight);
    }

    /// <inheritdoc/>
    public override int Count => _starts[^1];

    /// <inheritdoc/>
    public override void CopyInput(int sample, int time, Span<float> values)
    {
        var (series, origin) = Find(sample);
        series.CopyInput(origin, time, values);
    }

    /// <inheritdoc/>
    public override void CopyTargets(int sample, Span<float> values)
    {
        var (series, origin) = Find(sample);
        for (var h = 0; h < Horizon; h++)
        {
            values[h] = series.Target(origin, h);
        }
    }

    /// <inheritdoc/>
    public override float WeightOf(int sample) => _weights[sample];

    /// <inheritdoc/>
    /// <remarks>Of several series, each that has two samples or more holds back its last ones.</remarks>
    public override (int[] Training, int[] Validation) HoldBack(double share)
    {
        if (_series.Count == 1)
        {
            return base.HoldBack(share);
        }

        var (training, validation) = (new List<int>(), new List<int>());
        for (var s = 0; s < _series.Count; s++)
        {
            var count = _starts[s + 1] - _starts[s];
            var first = _starts[s + 1] - Math.Min(Math.Max(0, count - 1), Held(share, count));
            training.AddRange(Enumerable.Range(_starts[s], first - _starts[s]));
            validation.AddRange(Enumerable.Range(first, _starts[s + 1] - first));
        }

        return ([.. training], [.. validation]);
    }

    private (SampleSeries Series, int Origin) Find(int sample)
    {
        // The last series that starts at the sample or before: a series without samples starts where the next one does.
        var (low, high) = (0, _series.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = _starts[middle] <= sample ? (middle, high) : (low, middle - 1);
        }

        return (_series[low], _first + sample - _starts[low]);
    }

    // Powers of the scales, 1 on average before the largest are cut.
    private float[] Weights(double exponent)
    {
        var powers = new double[Count];
        var mean = 0.0;
        for (var s = 0; s < _series.Count; s++)
        {
            for (var k = _starts[s]; k < _starts[s + 1]; k++)
            {
                var scale = _series[s].RelativeScaleAt(_first + k - _starts[s]);
                powers[k] = exponent > 0 && scale > 0 ? PortableMath.Exp(exponent * PortableMath.Log(scale)) : 0;
                mean += powers[k] / powers.Length;
            }
        }

        return Array.ConvertAll(powers, power => mean > 0 ? (float)Math.Min(power / mean, LargestWeight) : 1);
    }
}
