namespace Backtest.Core.Models.Lstm.Samples;

/// <summary>Overlapping samples of a series that is transformed as a whole.</summary>
/// <param name="inputs">[length, inputs], in time order.</param>
/// <param name="inputCount">Values per time step.</param>
/// <param name="targets">
/// [length]; sample k, with the steps k..k + look-back - 1, has the targets k + look-back..k + look-back + horizon - 1.
/// </param>
/// <param name="lookBack">Number of steps in a sample.</param>
/// <param name="horizon">Number of targets of a sample.</param>
/// <param name="classes">Number of classes if the targets are indices of classes; 0 if they are values.</param>
public sealed class SlidingSampleSet(float[] inputs, int inputCount, float[] targets, int lookBack, int horizon = 1, int classes = 0)
    : TrainingSet(inputCount, lookBack, horizon, classes)
{
    /// <inheritdoc/>
    public override int Count => targets.Length - Steps - Horizon + 1;

    /// <summary>[length, inputs], in time order.</summary>
    public float[] Inputs => inputs;

    /// <summary>[length]; sample k has the targets from k + steps on.</summary>
    public float[] Targets => targets;

    /// <inheritdoc/>
    public override void CopyInput(int sample, int time, Span<float> values) =>
        inputs.AsSpan((sample + time) * InputCount, InputCount).CopyTo(values);

    /// <inheritdoc/>
    public override void CopyTargets(int sample, Span<float> values) => targets.AsSpan(sample + Steps, Horizon).CopyTo(values);
}
