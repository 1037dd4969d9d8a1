using Backtest.Core.Models.Theta;
using Backtest.Core.Numerics;

namespace Backtest.Core.Models.Lstm.Samples;

/// <summary>
/// A series whose samples are normalised one by one, on demand; a sample's origin is the time of its last value.
/// </summary>
/// <remarks>
/// A sample uses only its targets after its origin. If neither it nor the training part has changed at all, its scale is 0, and the
/// forecast is its base.
/// </remarks>
internal sealed class SampleSeries
{
    private const double LargestTarget = 50;

    private readonly LstmSpec _spec;
    private readonly SampleEncoding _encoding;
    private readonly SeasonalAdjustment _season;
    private readonly double[] _values;
    private readonly double[] _levels;
    private readonly double[] _scales;
    private readonly float[] _rows;
    private readonly int _columns;

    /// <summary>Prepares a series.</summary>
    /// <param name="spec">The cutting and normalising of samples.</param>
    /// <param name="encoding">The encoding fitted to the training values.</param>
    /// <param name="season">The season at the times of the values.</param>
    /// <param name="values">Values in time order, none missing.</param>
    /// <param name="rows">[times, columns]; the columns from 1 on are covariates.</param>
    /// <param name="columns">Number of columns.</param>
    public SampleSeries(
        LstmSpec spec, SampleEncoding encoding, SeasonalAdjustment season, ReadOnlySpan<double> values, float[] rows, int columns)
    {
        (_spec, _encoding, _season, _rows, _columns) = (spec, encoding, season, rows, columns);
        _values = encoding.Encode(values, season);
        _levels = Levels();
        _scales = Scales();
    }

    /// <summary>Number of values.</summary>
    public int Length => _values.Length;

    /// <summary>The normalised value at a time.</summary>
    public double ValueAt(int time) => _values[time];

    /// <summary>The divisor of a sample's distances from its level; 0 if there is none.</summary>
    public double ScaleAt(int origin) => _scales[origin];

    /// <summary>The same in the unit of scales, which makes series with and without logarithms comparable.</summary>
    public double RelativeScaleAt(int origin) => _scales[origin] / _encoding.Unit;

    /// <summary>Copies the inputs of all steps of a sample.</summary>
    public void CopySample(int origin, Span<float> to)
    {
        var inputs = _spec.InputsOf(_columns);
        for (var step = 0; step < _spec.InputSteps; step++)
        {
            CopyInput(origin, step, to.Slice(step * inputs, inputs));
        }
    }

    /// <summary>Copies the inputs of a step of a sample, padded with the first value.</summary>
    public void CopyInput(int origin, int step, Span<float> to)
    {
        var patch = _spec.PatchLength;
        var first = origin - ((_spec.InputSteps - 1 - step) * _spec.PatchStride) - patch + 1;
        for (var j = 0; j < patch; j++)
        {
            var time = Math.Max(0, first + j);
            to[j] = Scaled(_values[time] - _levels[origin], origin, SampleEncoding.LargestInput);
            for (var c = 1; c < _columns; c++)
            {
                to[(c * patch) + j] = _rows[(time * _columns) + c];
            }
        }

        if (_spec.ScaleInput)
        {
            to[_columns * patch] = (float)(SampleEncoding.ScaleOffset
                + PortableMath.Log(Math.Max(_scales[origin] / _encoding.Unit, SampleEncoding.LeastScale)));
        }
    }

    /// <summary>The target of a step of a sample, from 0; NaN after the last value.</summary>
    public float Target(int origin, int step) => origin + 1 + step < Length
        ? Scaled(_values[origin + 1 + step] - Base(origin, step), origin, LargestTarget)
        : float.NaN;

    /// <summary>The normalised value of a network's output for a step of a sample.</summary>
    public double Forecast(int origin, int step, double output) => Base(origin, step) + (_scales[origin] * output);

    /// <summary>The value in input units for a normalised one at a time.</summary>
    public double Decode(double value, int time) => _encoding.Decode(value, _season, time);

    private float Scaled(double distance, int origin, double largest) =>
        _scales[origin] == 0 ? 0 : (float)Math.Clamp(distance / _scales[origin], -largest, largest);

    // The value one season earlier, or as many seasons as it takes to be known at the origin.
    private double Base(int origin, int step)
    {
        var before = origin + 1 + step - (_spec.BaseSeasonLength * ((step / _spec.BaseSeasonLength) + 1));
        return _spec.Base == SampleBase.SeasonalNaive && before >= 0 ? _values[before] : _levels[origin];
    }

    private double[] Levels()
    {
        switch (_spec.Level)
        {
            case SampleLevel.Ses:
                return SampleEncoding.Smooth(_values, _encoding.Alpha!.Value, out _);
            case SampleLevel.Season:
                var means = new double[Length];
                for (var t = 0; t < means.Length; t++)
                {
                    var first = Math.Max(0, t - _spec.SeasonLength + 1);
                    for (var k = first; k <= t; k++)
                    {
                        means[t] += _values[k] / (t - first + 1);
                    }
                }

                return means;
            default:
                return _values;
        }
    }

    private double[] Scales()
    {
        var scales = new double[Length];
        var changes = new double[Length];
        for (var t = 0; t < scales.Length; t++)
        {
            changes[t] = t == 0 ? 0 : changes[t - 1] + Math.Abs(_values[t] - _values[t - 1]);
            var first = Math.Max(0, t - _spec.LookBack + 1);
            var scale = _spec.Scale switch
            {
                SampleScale.Sample => (changes[t] - changes[first] + (SampleEncoding.PriorChanges * _encoding.Change))
                    / (t - first + SampleEncoding.PriorChanges),
                SampleScale.Series => _encoding.Change,
                _ => 1,
            };
            scales[t] = _spec.Scale == SampleScale.None || scale == 0 ? scale : Math.Max(scale, SampleEncoding.LeastScale * _encoding.Unit);
        }

        return scales;
    }
}
