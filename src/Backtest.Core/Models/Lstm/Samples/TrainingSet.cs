namespace Backtest.Core.Models.Lstm.Samples;

/// <summary>The training data of a network: samples of some time steps with their targets.</summary>
/// <param name="inputCount">Values per time step.</param>
/// <param name="steps">Number of time steps in a sample.</param>
/// <param name="horizon">Number of targets of a sample.</param>
/// <param name="classes">Number of classes if the targets are indices of classes; 0 if they are values.</param>
public abstract class TrainingSet(int inputCount, int steps, int horizon, int classes)
{
    /// <summary>Values per time step.</summary>
    public int InputCount { get; } = inputCount;

    /// <summary>Number of time steps in a sample.</summary>
    public int Steps { get; } = steps;

    /// <summary>Number of targets of a sample.</summary>
    public int Horizon { get; } = horizon;

    /// <summary>Number of classes if the targets are indices of classes; 0 if they are values.</summary>
    public int Classes { get; } = classes;

    /// <summary>Number of samples; at most 0 if there are none.</summary>
    public abstract int Count { get; }

    /// <summary>Copies the inputs of a time step of a sample.</summary>
    /// <param name="sample">Index of the sample.</param>
    /// <param name="time">Index of the time step, 0 for the oldest.</param>
    /// <param name="values">Receives <see cref="InputCount"/> values.</param>
    public abstract void CopyInput(int sample, int time, Span<float> values);

    /// <summary>Copies the targets of a sample.</summary>
    /// <param name="sample">Index of the sample.</param>
    /// <param name="values">Receives <see cref="Horizon"/> targets; unknown ones are NaN and have no loss.</param>
    public abstract void CopyTargets(int sample, Span<float> values);

    /// <summary>Divides the samples into those to train on and those held back for validation, which are the last ones.</summary>
    /// <param name="share">Share of the samples to hold back; at least one is.</param>
    /// <returns>Indices of both; none to train on if there are too few.</returns>
    public virtual (int[] Training, int[] Validation) HoldBack(double share)
    {
        var held = Math.Min(Count, Held(share, Count));
        return ([.. Enumerable.Range(0, Count - held)], [.. Enumerable.Range(Count - held, held)]);
    }

    /// <summary>The number of samples to hold back, at least one.</summary>
    /// <param name="share">Share of the samples to hold back.</param>
    /// <param name="count">Number of samples.</param>
    protected static int Held(double share, int count) => Math.Max(1, (int)Math.Round(share * count));

    /// <summary>The weight of a sample's loss.</summary>
    /// <param name="sample">Index of the sample.</param>
    public virtual float WeightOf(int sample) => 1;
}
