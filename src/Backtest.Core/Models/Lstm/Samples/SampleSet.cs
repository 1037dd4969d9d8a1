using Backtest.Core.Numerics;

namespace Backtest.Core.Models.Lstm.Samples;

/// <summary>The samples of a series, normalised one by one; sample k has the k-th origin.</summary>
/// <remarks>
/// The first sample ends where <see cref="LstmSpec.FewestInputs"/> values are known, and is padded on the left; the last ones know only
/// <see cref="LstmSpec.FewestTargets"/> of their targets or a few more, and the others are not looked at.
/// </remarks>
internal sealed class SampleSet : TrainingSet
{
    private const double LargestWeight = 10;

    private readonly SampleSeries _series;
    private readonly float[] _weights;
    private readonly int _first;

    /// <summary>Takes all samples of a series.</summary>
    public SampleSet(LstmSpec spec, SampleSeries series, int inputCount)
        : base(inputCount, spec.InputSteps, spec.OutputSteps, 0)
    {
        _series = series;
        _first = spec.FewestInputs - 1;
        _weights = Weights(spec.ScaleWeight, Math.Max(0, series.Length - _first - spec.FewestTargets));
    }

    /// <inheritdoc/>
    public override int Count => _weights.Length;

    /// <inheritdoc/>
    public override void CopyInput(int sample, int time, Span<float> values) => _series.CopyInput(_first + sample, time, values);

    /// <inheritdoc/>
    public override void CopyTargets(int sample, Span<float> values)
    {
        for (var h = 0; h < Horizon; h++)
        {
            values[h] = _series.Target(_first + sample, h);
        }
    }

    /// <inheritdoc/>
    public override float WeightOf(int sample) => _weights[sample];

    // Powers of the scales, 1 on average before the largest are cut.
    private float[] Weights(double exponent, int count)
    {
        var powers = new double[count];
        var mean = 0.0;
        for (var k = 0; k < count; k++)
        {
            var scale = _series.ScaleAt(_first + k);
            powers[k] = exponent > 0 && scale > 0 ? PortableMath.Exp(exponent * PortableMath.Log(scale)) : 0;
            mean += powers[k] / count;
        }

        return Array.ConvertAll(powers, power => mean > 0 ? (float)Math.Min(power / mean, LargestWeight) : 1);
    }
}
