namespace Backtest.Core.Evaluation;

/// <summary>One origin: the values that train a model and those that it must forecast. Ends are exclusive.</summary>
/// <param name="TrainingStart">Index of the first training value.</param>
/// <param name="TrainingEnd">Index after the last training value; nothing from here on may influence the model.</param>
/// <param name="TestStart">Index of the first value to forecast: the training end plus the gap.</param>
/// <param name="TestEnd">Index after the last value to forecast.</param>
public readonly record struct Window(int TrainingStart, int TrainingEnd, int TestStart, int TestEnd)
{
    /// <summary>Number of training values.</summary>
    public int TrainingLength => TrainingEnd - TrainingStart;

    /// <summary>Steps from the training end to the last value to forecast: gap and horizon.</summary>
    public int StepsAhead => TestEnd - TrainingEnd;
}
