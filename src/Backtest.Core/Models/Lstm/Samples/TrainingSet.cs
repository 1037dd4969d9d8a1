namespace Backtest.Core.Models.Lstm.Samples;

/// <summary>What a network is trained on: samples, each of some time steps of inputs and of targets.</summary>
/// <param name="inputCount">Values per time step.</param>
/// <param name="steps">Time steps of a sample.</param>
/// <param name="horizon">Targets of a sample.</param>
/// <param name="classes">Number of classes whose indices the targets are; 0 where they are values.</param>
public abstract class TrainingSet(int inputCount, int steps, int horizon, int classes)
{
    /// <summary>Values per time step.</summary>
    public int InputCount { get; } = inputCount;

    /// <summary>Time steps of a sample.</summary>
    public int Steps { get; } = steps;

    /// <summary>Targets of a sample.</summary>
    public int Horizon { get; } = horizon;

    /// <summary>Number of classes whose indices the targets are; 0 where they are values.</summary>
    public int Classes { get; } = classes;

    /// <summary>Number of samples; not above zero where there is none.</summary>
    public abstract int Count { get; }

    /// <summary>Copies the inputs of a time step of a sample.</summary>
    /// <param name="sample">Index of the sample.</param>
    /// <param name="time">Index of the time step, that of the oldest one 0.</param>
    /// <param name="values">Receives <see cref="InputCount"/> values.</param>
    public abstract void CopyInput(int sample, int time, Span<float> values);

    /// <summary>Copies the targets of a sample.</summary>
    /// <param name="sample">Index of the sample.</param>
    /// <param name="values">Receives <see cref="Horizon"/> targets; one that is NaN is not known, and no loss is taken of it.</param>
    public abstract void CopyTargets(int sample, Span<float> values);

    /// <summary>What the loss of a sample is multiplied by.</summary>
    /// <param name="sample">Index of the sample.</param>
    public virtual float WeightOf(int sample) => 1;
}
